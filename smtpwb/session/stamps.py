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

from smtpwb.smtp.amounts import SECOND

_TIMESTAMPNS = 35 if sys.platform == "linux" else 0
"""SO_TIMESTAMPNS and SCM_TIMESTAMPNS of asm-generic/socket.h; Python has no name for it."""
_STAMP = struct.Struct("@ll")
_ROOM = socket.CMSG_SPACE(_STAMP.size) if hasattr(socket, "CMSG_SPACE") else 0


class StampedSocket(socket.socket):
    """A connected socket that knows how long the octets it read last had lain in the kernel."""

    _notes: Sequence[tuple[int, int, bytes]] = ()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        data, self._notes, _, _ = self.recvmsg(size, _ROOM, flags)
        return data

    def age(self) -> int:
        """Nanoseconds since the octets that were read last had arrived; 0 where nobody knows."""
        if not self._notes or len(note := self._notes[0][2]) < _STAMP.size:
            return 0
        seconds, nanoseconds = _STAMP.unpack_from(note)
        return max(0, time.time_ns() - int(seconds) * SECOND - int(nanoseconds))


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


def age_of(read: socket.socket) -> int:
    """Nanoseconds since what was read last from a socket had arrived; 0 where nobody knows."""
    return read.age() if isinstance(read, StampedSocket) else 0
