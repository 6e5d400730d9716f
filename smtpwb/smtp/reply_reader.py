"""Replies, read losslessly: bytes and arrival times in, `Reply` values out.

Decides where a reply begins and ends (RFC 5321 §4.2, §4.2.1) and what is wrong with its form.
Nothing is dropped, altered or raised: every byte fed stands in exactly one line of one reply
(or in `unfinished`).

Two rules keep garbage from answering a command:
- a line that does not begin with three digits never ends a reply; it is kept with the reply around it;
- a line of three digits and anything but `-` behind them ends the reply.
"""

from __future__ import annotations

from smtpwb.smtp.limits import MAX_REPLY_LINE
from smtpwb.smtp.replies import Defect, Line, Reply

_SMTP_CODES = frozenset(str(code) for code in range(200, 600) if code % 100 < 60)
"""Reply-code of RFC 5321 §4.2: the second digit is no more than 5."""


class ReplyReader:
    """Feed it what arrived; it hands out replies as they become complete.

    A fresh reader is due after a TLS handshake: nothing said before it may finish a reply
    after it (RFC 3207 §4.2).
    """

    KEEP_BYTES = 1 << 20
    """An unfinished line longer than this is handed on as a fragment, so memory stays bounded."""
    KEEP_LINES = 20_000
    """A reply keeps this many lines; further ones are counted (the raw bytes are kept as events)."""
    PREVIEW_LINES = 200
    PREVIEW_OCTETS = 4_096
    """What a preview keeps: lines of the reply, and octets of its unfinished line."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._line_began = 0
        self._fed_at = 0
        self._in_fragment = False
        self._begin_reply()

    def _begin_reply(self) -> None:
        self._lines: list[Line] = []
        self._line_count = 0
        self._octets = 0
        self._code = ""
        self._fragment_ends = False

    @property
    def idle(self) -> bool:
        """True when nothing is left over: no unfinished line and no unfinished reply."""
        return not self._buffer and not self._lines

    @property
    def unfinished(self) -> Reply | None:
        """All that has arrived of a reply that is not complete yet."""
        return None if self.idle else self._so_far(self.KEEP_LINES, self.KEEP_BYTES)

    @property
    def preview(self) -> Reply | None:
        """The same for showing it live, at a cost that does not grow with the reply.

        It keeps the first lines and the newest, and counts all.
        """
        return None if self.idle else self._so_far(self.PREVIEW_LINES, self.PREVIEW_OCTETS)

    def _so_far(self, most_lines: int, most_octets: int) -> Reply:
        lines = self._lines[:most_lines]
        if self._buffer:
            raw = bytes(self._buffer[:most_octets])
            body = raw.removesuffix(b"\r")  # its LF may still come
            unfinished = self._read(body, raw[len(body) :], self._fed_at, (Defect.CUT_OFF,))
            lines = [*lines[: most_lines - 1], unfinished]
        else:
            lines[-1] = self._lines[-1]
        return Reply(
            tuple(lines),
            self._line_count + bool(self._buffer),
            self._octets + len(self._buffer),
            complete=False,
        )

    def feed(self, data: bytes, at: int) -> list[Reply]:
        """Take octets that arrived at `at` (nanoseconds); return the replies they complete."""
        replies: list[Reply] = []
        if not self._buffer:
            self._line_began = at
        self._fed_at = at
        buffer, begin, searched = self._buffer, 0, len(self._buffer)
        buffer += data
        while end := buffer.find(b"\n", searched) + 1:
            begin = self._take_fragments(begin, end, replies)
            self._take(self._line(bytes(buffer[begin:end])), replies)
            begin = searched = end
            self._line_began = at
        begin = self._take_fragments(begin, len(buffer), replies)
        del buffer[:begin]
        return replies

    def _take_fragments(self, begin: int, end: int, replies: list[Reply]) -> int:
        """Take apart an over-long line; return where its rest begins."""
        while end - begin > self.KEEP_BYTES:
            self._take(self._fragment(bytes(self._buffer[begin : begin + self.KEEP_BYTES])), replies)
            begin += self.KEEP_BYTES
            self._line_began = self._fed_at  # the octet that was one too many has just arrived
        return begin

    def finish(self) -> Reply | None:
        """The stream ended: hand out what was cut off, if anything."""
        left = self.unfinished
        self._buffer.clear()
        self._in_fragment = False
        self._begin_reply()
        return left

    def _line(self, raw: bytes) -> Line:
        body, end = (raw[:-2], raw[-2:]) if raw.endswith(b"\r\n") else (raw[:-1], raw[-1:])
        defects: tuple[Defect, ...] = () if len(end) == 2 else (Defect.BARE_LF,)
        if len(raw) > MAX_REPLY_LINE:
            defects += (Defect.TOO_LONG,)
        return self._read(body, end, self._fed_at, defects)

    def _fragment(self, raw: bytes) -> Line:
        line = self._read(raw, b"", self._fed_at, (Defect.FRAGMENT,))
        self._in_fragment = True
        return line

    def _read(self, body: bytes, end: bytes, at: int, defects: tuple[Defect, ...]) -> Line:
        if b"\r" in body:
            defects += (Defect.BARE_CR,)
        if b"\0" in body:
            defects += (Defect.NUL,)
        code, separator = "", b""
        if self._in_fragment:
            pass  # the rest of an over-long line: its digits are text
        elif len(body) > 2 and body[:3].isdigit():
            code, separator = body[:3].decode("ascii"), body[3:4]
            if separator not in (b" ", b"-", b""):
                separator = b""
                defects += (Defect.SEPARATOR,)
            if code not in _SMTP_CODES:
                defects += (Defect.CODE_RANGE,)
            if self._code and code != self._code:
                defects += (Defect.CODE_CHANGED,)
        else:
            defects += (Defect.NO_CODE,)
        return Line(body + end, self._line_began, at, code, separator, len(end), defects)

    def _take(self, line: Line, replies: list[Reply]) -> None:
        self._line_count += 1
        self._octets += len(line.raw)
        self._code = self._code or line.code
        ends = self._ends(line)
        if len(self._lines) < self.KEEP_LINES:
            self._lines.append(line)
        else:
            self._lines[-1] = line
        if ends:
            replies.append(Reply(tuple(self._lines), self._line_count, self._octets, complete=True))
            self._begin_reply()

    def _ends(self, line: Line) -> bool:
        """Whether the line ends its reply; of a line taken apart, the first fragment decides."""
        last_line = bool(line.code) and line.separator != b"-"
        if line.defects and Defect.FRAGMENT in line.defects:
            self._fragment_ends = self._fragment_ends or last_line
            return False
        if self._in_fragment:
            self._in_fragment = False
            return self._fragment_ends
        return last_line
