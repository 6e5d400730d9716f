"""What a person may choose about TLS, and the context that comes of it.

Decides nothing by itself about a server's certificate: the live connection accepts any, the verdict comes
apart (`session.verdict`), and only `verify` makes it fatal. Files are read when the context is made, so
that a bad one is told before a connection is opened.
"""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import msgspec

from smtpwb.errors import UsageError
from smtpwb.smtp.visible import visible_text

VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
"""The least version that may be asked for. RFC 8996 forbids the first two, yet old servers speak them."""
_OLD = ("1.0", "1.1")
_OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"
"""Their MACs and key exchanges are below OpenSSL's usual security level."""


class TlsOptions(msgspec.Struct, frozen=True):
    """All options of TLS; as they are by default, nothing is required of a server."""

    verify: bool = False
    """Hang up unless the certificate is verified."""
    ca_file: str = ""
    """A PEM file of roots to trust in place of the system's."""
    client_certificate: str = ""
    """A PEM file with the client's certificate, and what stands between it and its root."""
    client_key: str = ""
    """The PEM file with its private key; empty: it is in the same file."""
    minimum: str = ""
    """The least version, a key of VERSIONS; empty: OpenSSL's own."""
    maximum: str = ""
    """The highest version, a key of VERSIONS; empty: OpenSSL's own."""
    sni: str | None = None
    """The server name to send, and to look for in the certificate; empty: send none; None: the host's."""
    alpn: tuple[str, ...] = ()
    """Protocols to offer, best first (RFC 7301)."""


def overridden(base: TlsOptions, over: TlsOptions) -> TlsOptions:
    """`base`, but for what `over` says."""
    unsaid = msgspec.structs.asdict(TlsOptions())
    said = {name: value for name, value in msgspec.structs.asdict(over).items() if value != unsaid[name]}
    return msgspec.structs.replace(base, **said)


def client_context(options: TlsOptions) -> ssl.SSLContext:
    """For the live connection. Raises UsageError, one sentence, for a file or a value that is no good."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= ssl.OP_NO_RENEGOTIATION  # so that writing never waits for reading
    _limit(context, options)
    if options.client_certificate:
        _load_client(context, options.client_certificate, options.client_key)
    elif options.client_key:
        raise UsageError("a client's key without its certificate", "give --cert FILE with --key FILE")
    if options.alpn:
        _offer(context, options.alpn)
    return context


def wrapped(
    context: ssl.SSLContext, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, name: str
) -> ssl.SSLObject:
    """A client's side of TLS; `name` is sent unless it is empty. Raises UsageError if it cannot be."""
    try:
        return context.wrap_bio(incoming, outgoing, server_hostname=name or None)
    except ValueError:
        told = f"{visible_text(name)} cannot be sent as a server name"
        raise UsageError(told, "give a host name: --sni NAME") from None


def roots_context(options: TlsOptions) -> ssl.SSLContext:
    """For the verdict: trusts `ca_file`, or the system's roots (which follow SSL_CERT_FILE and
    SSL_CERT_DIR). Raises UsageError, one sentence, for a file that is no good."""
    if not options.ca_file:
        return ssl.create_default_context()
    path = _readable(options.ca_file)
    try:
        return ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        raise UsageError(
            f"{visible_text(options.ca_file)} holds no certificate in PEM form",
            "give --ca a PEM file of roots",
        ) from None


def check(options: TlsOptions) -> None:
    """Raise UsageError, one sentence, for options that no handshake can be made with."""
    wrapped(client_context(options), ssl.MemoryBIO(), ssl.MemoryBIO(), options.sni or "")
    if options.ca_file:
        roots_context(options)


def _limit(context: ssl.SSLContext, options: TlsOptions) -> None:
    for version in (options.minimum, options.maximum):
        if version and version not in VERSIONS:
            raise UsageError(
                f"{visible_text(version)} is no version of TLS", f"write one of {', '.join(VERSIONS)}"
            )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are asked for by name
        if options.maximum:
            context.maximum_version = VERSIONS[options.maximum]
            if options.maximum in _OLD and not options.minimum:
                context.minimum_version = VERSIONS[options.maximum]
        if options.minimum:
            context.minimum_version = VERSIONS[options.minimum]
    if options.minimum in _OLD or options.maximum in _OLD:
        context.set_ciphers(_OLD_CIPHERS)


def _load_client(context: ssl.SSLContext, certificate: str, key: str) -> None:
    def passphrase() -> str:
        raise UsageError(
            f"the private key in {visible_text(key or certificate)} is protected by a passphrase",
            "give --key a file without one: openssl pkey -in KEY -out NEW",
        )

    path, key_path = _readable(certificate), _readable(key) if key else None
    try:
        context.load_cert_chain(path, key_path, passphrase)
    except ssl.SSLError as error:
        raise UsageError(*_no_pair(error, certificate, key)) from None


def _no_pair(error: ssl.SSLError, certificate: str, key: str) -> tuple[str, str]:
    """What is wrong with a client's certificate and its key, and what to do."""
    if error.reason == "KEY_VALUES_MISMATCH":
        files = " and ".join(filter(None, (certificate, key)))
        return (
            f"the private key does not belong to the certificate: {visible_text(files)}",
            "give its own --key",
        )
    files = " or ".join(filter(None, (certificate, key)))
    wanted = "a certificate and its private key" if not key else "a certificate, or a private key"
    return f"{visible_text(files)} does not hold {wanted} in PEM form", "see --cert FILE and --key FILE"


def _readable(name: str) -> str:
    """The path, `~` resolved; raises UsageError if it cannot be read."""
    try:
        path = Path(name).expanduser()
        with path.open("rb"):
            return str(path)
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        why = (reason or "no such file").lower()
        raise UsageError(f"{visible_text(name)} cannot be read: {why}", "check the file's name") from None


def _offer(context: ssl.SSLContext, protocols: tuple[str, ...]) -> None:
    if not all(name.isascii() and 0 < len(name) < 256 for name in protocols):
        raise UsageError("a protocol to offer by ALPN has 1 to 255 ASCII characters", "write --alpn smtp")
    context.set_alpn_protocols(list(protocols))
