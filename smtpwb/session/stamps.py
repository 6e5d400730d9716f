"""The kernel's own receive time, so that a busy screen makes no server look slow.

Linux notes when a segment reached the socket (SO_TIMESTAMPNS, socket(7)); asyncio reads a socket by its
`recv`, which here asks for that note as well. Elsewhere, and for sockets without it, there is no stamp, and
the time at which the octets were read has to do.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Sequence

_TIMESTAMPNS = 35 if sys.platform == "linux" else 0
"""SO_TIMESTAMPNS and SCM_TIMESTAMPNS of asm-generic/socket.h; Python has no name for it."""
_STAMP = struct.Struct("@ll")
_ROOM = socket.CMSG_SPACE(_STAMP.size) if hasattr(socket, "CMSG_SPACE") else 0


class StampedSocket(socket.socket):
    """A connected socket that knows when the octets it read last had arrived."""

    _notes: Sequence[tuple[int, int, bytes]] = ()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        data, self._notes, _, _ = self.recvmsg(size, _ROOM, flags)
        return data

    @property
    def stamp(self) -> int | None:
        """Nanoseconds of `time.monotonic_ns`; None: unknown. To be asked at once, lest the clocks part."""
        for _, kind, note in self._notes:
            if kind == _TIMESTAMPNS and len(note) >= _STAMP.size:
                return _monotonic(note)
        return None


def _monotonic(note: bytes) -> int:
    """A wall-clock stamp on the monotonic clock, by what both say now."""
    seconds, nanoseconds = _STAMP.unpack_from(note)
    age = time.time_ns() - (int(seconds) * 1_000_000_000 + int(nanoseconds))
    return time.monotonic_ns() - max(0, age)


def stamped(plain: socket.socket) -> socket.socket:
    """The same connection with stamps, where the system gives them; `plain` is used up then."""
    if not _TIMESTAMPNS:
        return plain
    try:
        plain.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
    except OSError:
        return plain
    twin = StampedSocket(plain.family, plain.type, plain.proto, plain.detach())
    twin.setblocking(False)
    return twin


def stamp_of(read: socket.socket) -> int | None:
    """When the octets that were read last from it had arrived, on `time.monotonic_ns`; None: unknown."""
    return read.stamp if isinstance(read, StampedSocket) else None
