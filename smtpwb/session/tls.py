"""TLS as a filter between octets and octets, so that nothing hides behind it.

Decides what of a stream is TLS and what is plain text in its place, and whether a handshake succeeded.
Moves no octet itself and knows no event. Unlike `loop.start_tls` it keeps a connection usable after a
failed handshake, shows what a server says in plain text where TLS was due, and never turns a bad
certificate into a broken connection: the verdict is a value, and what to do about it is for the person.
"""

from __future__ import annotations

import contextlib
import enum
import ssl
import sys

import msgspec

from smtpwb.errors import UsageError
from smtpwb.session.hosts import is_address
from smtpwb.session.overheard import Overheard
from smtpwb.session.tls_options import TlsOptions, client_context, wrapped
from smtpwb.session.verdict import Verdict, verdict
from smtpwb.transcript.tls_terms import PLAIN_TEXT, alert_in, alert_name

_DEFAULT = TlsOptions()

RECORD_HEADER = 5
"""Type, version (two octets), length (two octets): RFC 8446 §5.1."""
RECORD_TYPES = range(20, 24)
"""change_cipher_spec, alert, handshake, application_data."""


class RecordSplitter:
    """Finds where a stream stops being TLS records; from there on it is plain text for good."""

    def __init__(self) -> None:
        self.broken = False
        self._held = b""
        """The beginning of a record header, as yet undecided."""
        self._left = 0
        """Octets still to come of the record at hand."""

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Divide octets into those that belong to TLS records, and those that do not."""
        if self.broken:
            return b"", data
        data = self._held + data
        position = min(self._left, len(data))
        self._left -= position
        while position < len(data):
            header = data[position : position + RECORD_HEADER]
            if not _begins_record(header):
                self.broken = True
                break
            if len(header) < RECORD_HEADER:
                break
            end = position + RECORD_HEADER + int.from_bytes(header[3:])
            position = min(end, len(data))
            self._left = end - position
        records, rest = data[:position], data[position:]
        self._held = b"" if self.broken else rest
        return records, rest if self.broken else b""


def _begins_record(header: bytes) -> bool:
    return header[0] in RECORD_TYPES and header[1:2] in (b"", b"\x03")


class Stage(enum.Enum):
    """How far a TLS connection has come."""

    HANDSHAKE = enum.auto()
    SECURE = enum.auto()
    FAILED = enum.auto()
    """The handshake failed: what follows in either direction is plain."""
    ENDED = enum.auto()
    """The server said that it has no more to say (close_notify), or TLS itself broke."""


class Agreed(msgspec.Struct, frozen=True):
    """What a handshake settled; the fields are those of the event `Secured`."""

    version: str
    cipher: str
    bits: int
    group: str
    alpn: str
    sni: str
    resumed: bool
    client_certificate: str
    certificates: tuple[bytes, ...]
    verified: bool
    reason: str
    name: str
    chain_code: int
    chain_reason: str
    name_reason: str


class TlsFilter:
    """The client's side of one TLS connection: octets in, octets out.

    `start` once, then `feed` what arrives and `encrypt` what is to go; each returns octets, and after
    each of them `outgoing` has what must be written to the server.
    """

    def __init__(self, host: str, options: TlsOptions = _DEFAULT) -> None:
        """Raises UsageError, one sentence, for options that no handshake can be made with."""
        self._options = options
        wanted = bare_name(host)
        sent = wanted if options.sni is None else bare_name(options.sni)
        self.host = sent or wanted
        """The name that the certificate ought to have."""
        self.stage = Stage.HANDSHAKE
        self.reason = ""
        """Why it FAILED or ENDED, in words; empty after a close_notify."""
        self.alert = ""
        """The alert with which the server ended it, by its name in RFC 8446 §6; empty: none."""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._records = RecordSplitter()
        context = client_context(options)
        self._overheard = Overheard(context)
        self._tls = wrapped(context, self._incoming, self._outgoing, sent)

    @property
    def offered(self) -> str:
        """The version that the server chose, as far as it came; TLS 1.3 calls itself TLS 1.2 there."""
        return self._overheard.offered

    def start(self) -> None:
        """Begin the handshake."""
        self._handshake()

    def outgoing(self) -> bytes:
        """What is to be written to the server, once."""
        return self._outgoing.read()

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Take octets from the server; return what was inside TLS, and what stood beside it in plain."""
        records, beside = self._records.feed(data)
        inside = b""
        if records and self.stage in (Stage.HANDSHAKE, Stage.SECURE):
            self._incoming.write(records)
            if self.stage is Stage.HANDSHAKE:
                self._handshake()
            if self.stage is Stage.SECURE:
                inside = self._decrypted()
        if beside and self.stage is Stage.HANDSHAKE:
            self.fail(PLAIN_TEXT)
        return inside, beside

    def encrypt(self, data: bytes) -> None:
        """Put octets into TLS. Only while SECURE."""
        view = memoryview(data)
        while view:
            view = view[self._tls.write(view) :]

    def goodbye(self) -> None:
        """Say close_notify, if there is anybody to say it to (RFC 8446 §6.1)."""
        if self.stage in (Stage.SECURE, Stage.ENDED) and not self.reason:
            with contextlib.suppress(ssl.SSLError):  # it wants the server's too, which we do not wait for
                self._tls.unwrap()

    def fail(self, reason: str) -> None:
        """The handshake cannot succeed any more."""
        self.stage, self.reason = Stage.FAILED, reason

    def agreed(self) -> Agreed:
        """What was settled, with the verdict. Only once SECURE."""
        cipher, _, bits = self._tls.cipher() or ("", "", 0)
        certificates = _chain(self._tls)
        found = self._verdict(certificates)
        sni = str(self._tls.server_hostname or "")
        return Agreed(
            version=self._tls.version() or "",
            cipher=cipher,
            bits=bits,
            group=self._overheard.group,
            alpn=self._tls.selected_alpn_protocol() or "",
            sni="" if is_address(sni) else sni,  # which is never sent (RFC 6066 §3)
            resumed=bool(self._tls.session_reused),
            client_certificate=self._overheard.client_certificate,
            certificates=certificates,
            verified=not found.doubt,
            reason=found.doubt,
            name=self.host,
            chain_code=found.chain_code,
            chain_reason=found.chain_reason,
            name_reason=found.name_reason,
        )

    def _verdict(self, certificates: tuple[bytes, ...]) -> Verdict:
        try:
            return verdict(certificates, self.host, self._options)
        except UsageError as error:  # the roots' file is gone since
            return Verdict(-1, str(error), "not checked")

    def _handshake(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return
        except ssl.SSLError as error:
            self._alerted(error)
            self.fail(self._why(error))
        else:
            self.stage = Stage.SECURE
        self._overheard.stop()

    def _alerted(self, error: ssl.SSLError) -> None:
        """Note the server's alert, if that is what ended it: overheard, or else by OpenSSL's own name."""
        number = self._overheard.alert
        self.alert = alert_name(number) if number is not None else alert_in(error.reason or "")

    def _why(self, error: ssl.SSLError) -> str:
        return f"the server sent the alert {self.alert}" if self.alert else _words(error)

    def _decrypted(self) -> bytes:
        read = []
        try:
            while data := self._tls.read(1 << 18):
                read.append(data)
            self.stage = Stage.ENDED
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.stage = Stage.ENDED
        except ssl.SSLError as error:
            self._alerted(error)
            self.stage, self.reason = Stage.ENDED, self._why(error)
        return b"".join(read)


def bare_name(host: str) -> str:
    """A host as certificates name it: without the root's dot, an address without its zone."""
    return host.partition("%")[0].removesuffix(".")


def _chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    if sys.version_info >= (3, 13):
        return tuple(tls.get_unverified_chain())
    chain = tls._sslobj.get_unverified_chain()  # type: ignore[attr-defined]  # public from 3.13
    return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in chain or ())


def _words(error: ssl.SSLError) -> str:
    """OpenSSL's reason in words: `WRONG_VERSION_NUMBER` reads `wrong version number`."""
    reason = error.reason or error.strerror or "TLS failed"
    return reason.replace("_", " ").lower()
