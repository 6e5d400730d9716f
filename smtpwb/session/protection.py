"""What protects one connection: nothing at first, then a TLS handshake, then what came of it.

Decides what is told of a handshake, and what an end of TLS means for the connection. When the handshake is
due is for `session` to say, on the user's order; what is TLS and what is not, for `tls`.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from smtpwb.errors import UsageError
from smtpwb.session.tls import Stage, TlsFilter
from smtpwb.session.tls_options import TlsOptions
from smtpwb.session.wire import SERVER_CLOSED

_PIECE = 1 << 18
"""Octets that go into TLS at a time: OpenSSL's buffer is copied whenever it has to grow."""
_INSIDE = "TLS is active already, and is not begun inside itself"


class Protection:
    """Stands between a session and its wire; goes with the connection."""

    def __init__(
        self,
        host: str,
        options: TlsOptions,
        *,
        tell: Callable[..., None],
        arrived: Callable[[bytes, bool], None],
        write: Callable[[bytes], None],
        shut: Callable[[str, str], None],
    ) -> None:
        """`tell` appends a `Secured` of the given fields, `arrived` an `Arrived` inside TLS or not; `write`
        takes what is to go over the wire; `shut` closes it, with by whom and how.
        """
        self._host, self._options = host, options
        self._tell, self._arrived, self._write, self._shut = tell, arrived, write, shut
        self._tls: TlsFilter | None = None

    @property
    def handshaking(self) -> bool:
        """A TLS handshake is under way."""
        return self._tls is not None and self._tls.stage is Stage.HANDSHAKE

    def begin(self) -> None:
        """The handshake, on the order that the user gave by STARTTLS or by the target."""
        if self._tls is not None and self._tls.stage is not Stage.FAILED:
            self._tell(version="", reason=_INSIDE)
            return
        try:
            self._tls = TlsFilter(self._host, self._options)
        except UsageError as error:
            self._failed(str(error))
        else:
            self._tls.start()
            self._write(self._tls.outgoing())

    def transmit(self, data: bytes) -> None:
        """SMTP's octets, inside TLS where it stands."""
        if self._tls is None or self._tls.stage is Stage.FAILED:
            self._write(data)
            return
        for begin in range(0, len(data), _PIECE):
            self._tls.encrypt(data[begin : begin + _PIECE])
            self._write(self._tls.outgoing())

    def received(self, data: bytes) -> None:
        """What came over the wire."""
        if self._tls is None:
            self._arrived(data, False)
        else:
            self._unwrap(self._tls, data)

    def last_words(self) -> bytes:
        """What is to go before our side is closed: close_notify, where TLS stands."""
        if self._tls is None:
            return b""
        self._tls.goodbye()
        return self._tls.outgoing()

    def over(self, by: str) -> tuple[str, bool]:
        """The connection ended, by whom. Returns the alert that ended TLS, and whether it was truncated."""
        tls = self._tls
        if tls is not None and tls.stage is Stage.HANDSHAKE:
            who = "you hung up" if by == "you" else "the connection ended"
            self._tell(version="", reason=f"{who} during the handshake")
        if tls is None or tls.stage not in (Stage.SECURE, Stage.ENDED):
            return "", False
        return tls.alert, by == "server" and tls.stage is Stage.SECURE

    def _unwrap(self, tls: TlsFilter, data: bytes) -> None:
        began_as = tls.stage
        inside, beside = tls.feed(data)
        shaken = began_as is Stage.HANDSHAKE and tls.stage in (Stage.SECURE, Stage.ENDED)
        if shaken and not self._agreed(tls):
            return
        self._write(tls.outgoing())
        if inside:
            self._arrived(inside, True)
        if beside:
            self._arrived(beside, False)
        if began_as is Stage.HANDSHAKE and tls.stage is Stage.FAILED:
            self._failed(tls.reason, tls.alert, tls.offered)
        if began_as is not Stage.ENDED and tls.stage is Stage.ENDED:
            self._ended(tls)

    def _agreed(self, tls: TlsFilter) -> bool:
        """Tell what was settled; whether to go on. If not, no further octet has gone out."""
        agreed = tls.agreed()
        self._tell(**msgspec.structs.asdict(agreed))
        if self._options.verify and not agreed.verified:
            self._shut("you", f"hung up: the certificate is not verified: {agreed.reason}")
            return False
        return True

    def _failed(self, reason: str, alert: str = "", offered: str = "") -> None:
        """The handshake failed, and what is said now goes in clear: not with a user who insists on TLS."""
        self._tell(version="", reason=reason, alert=alert, offered=offered)
        if self._options.verify:
            self._shut("you", "hung up: there is no TLS to verify")

    def _ended(self, tls: TlsFilter) -> None:
        self._write(self.last_words())  # many servers keep their side open until they hear it
        if tls.alert:
            self._shut("server", f"ended TLS with the alert {tls.alert}")
        else:
            self._shut(*(("network", f"TLS broke: {tls.reason}") if tls.reason else SERVER_CLOSED))
