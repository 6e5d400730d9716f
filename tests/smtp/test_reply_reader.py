"""The reply reader, by example; that it loses nothing is law 2."""

from __future__ import annotations

import pytest

from smtpwb.smtp import reply_reader
from smtpwb.smtp.replies import Defect, Line, Reply
from smtpwb.smtp.reply_reader import ReplyReader

D = Defect


def read(*chunks: bytes) -> list[Reply]:
    """The complete replies in chunks of which each arrives one nanosecond after the one before."""
    reader = ReplyReader()
    return [reply for at, chunk in enumerate(chunks) for reply in reader.feed(chunk, at)]


def one(data: bytes) -> Reply:
    """The one reply in `data`."""
    (reply,) = read(data)
    return reply


def test_a_reply_of_one_line() -> None:
    reply = one(b"250 2.1.0 Ok\r\n")
    assert (reply.code, reply.texts, reply.raw) == ("250", (b"2.1.0 Ok",), b"250 2.1.0 Ok\r\n")
    assert (reply.line_count, reply.octets, reply.complete, reply.defects) == (1, 14, True, ())


def test_a_reply_of_many_lines_ends_at_the_code_without_a_hyphen() -> None:
    reply = one(b"250-practice.test\r\n250-SIZE 1000\r\n250 HELP\r\n")
    assert reply.texts == (b"practice.test", b"SIZE 1000", b"HELP")
    assert [line.separator for line in reply.lines] == [b"-", b"-", b" "]
    assert (reply.line_count, reply.octets, reply.defects) == (3, 44, ())


def test_replies_in_one_chunk_are_taken_apart() -> None:
    assert [reply.code for reply in read(b"250 a\r\n550 b\r\n354 c\r\n")] == ["250", "550", "354"]


@pytest.mark.parametrize(
    ("line", "code", "separator", "text"),
    [
        (b"250\r\n", "250", b"", b""),
        (b"250 \r\n", "250", b" ", b""),
        (b"250  two blanks \r\n", "250", b" ", b" two blanks "),
        (b"250 - \r\n", "250", b" ", b"- "),
        (b"334 VXNlcm5hbWU6\r\n", "334", b" ", b"VXNlcm5hbWU6"),
        (b"250 gr\xc3\xbc\xc3\x9fe \xff\r\n", "250", b" ", b"gr\xc3\xbc\xc3\x9fe \xff"),
    ],
)
def test_code_separator_and_text_are_kept_as_they_stand(
    line: bytes, code: str, separator: bytes, text: bytes
) -> None:
    (read_line,) = one(line).lines
    assert (read_line.code, read_line.separator, read_line.text) == (code, separator, text)
    assert read_line.raw == line
    assert read_line.defects == ()


DEFECTS = [
    (b"250 ok\n", "250", (D.BARE_LF,)),
    (b"250 o\rk\r\n", "250", (D.BARE_CR,)),
    (b"250 ok\r\r\n", "250", (D.BARE_CR,)),
    (b"250 o\0k\r\n", "250", (D.NUL,)),
    (b"250 " + 506 * b"x" + b"\r\n", "250", ()),
    (b"250 " + 507 * b"x" + b"\r\n", "250", (D.TOO_LONG,)),
    (b"2500 ok\r\n", "250", (D.SEPARATOR,)),
    (b"250\tok\r\n", "250", (D.SEPARATOR,)),
    (b"250_ok\r\n", "250", (D.SEPARATOR,)),
    (b"150 ok\r\n", "150", (D.CODE_RANGE,)),
    (b"260 ok\r\n", "260", (D.CODE_RANGE,)),
    (b"571 no\r\n", "571", (D.CODE_RANGE,)),
    (b"600 ok\r\n", "600", (D.CODE_RANGE,)),
    (b"000 ok\r\n", "000", (D.CODE_RANGE,)),
    (b"250-a\r\n550 b\r\n", "550", (D.CODE_CHANGED,)),
    (b"hello\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    (b"\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    (b" 250 ok\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    (b"+25 ok\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    (b"2_5 ok\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    (b"25\r\n250 ok\r\n", "250", (D.NO_CODE,)),
    ("٢٥٠ ok\r\n250 ok\r\n".encode(), "250", (D.NO_CODE,)),
    (b"250-a\r\nb\0\n250 ok\r\n", "250", (D.BARE_LF, D.NUL, D.NO_CODE)),
]


@pytest.mark.parametrize(("data", "code", "defects"), DEFECTS)
def test_what_breaks_the_rules_is_named_beside_the_text(
    data: bytes, code: str, defects: tuple[Defect, ...]
) -> None:
    reply = one(data)
    assert (reply.code, reply.defects, reply.raw) == (code, defects, data)


@pytest.mark.parametrize(
    "garbage", [b"hello\r\n", b"25\r\n", b"\r\n", b"250-\r\n", b"\xff\0\r\n", b"250 a\r"]
)
def test_garbage_never_answers(garbage: bytes) -> None:
    assert read(garbage) == []


def test_a_line_that_ends_a_reply_ends_it_at_once() -> None:
    reader = ReplyReader()
    assert len(reader.feed(b"250 ok\r\n25", 0)) == 1
    assert not reader.idle
    assert len(reader.feed(b"0 ok\r\n", 1)) == 1
    assert reader.idle


def test_each_line_has_the_times_of_its_first_and_last_octet() -> None:
    (reply,) = read(b"25", b"0-a\r", b"\n250 ", b"b\r\n")
    assert [(line.first_at, line.last_at) for line in reply.lines] == [(0, 2), (2, 3)]
    assert (reply.first_at, reply.last_at) == (0, 3)


def test_lines_of_one_chunk_have_its_time() -> None:
    (reply,) = read(b"", b"250-a\r\n250 b\r\n")
    assert {(line.first_at, line.last_at) for line in reply.lines} == {(1, 1)}


def test_a_pause_between_lines_belongs_to_neither() -> None:
    (reply,) = read(b"250-a\r\n", b"", b"250 b\r\n")
    assert [(line.first_at, line.last_at) for line in reply.lines] == [(0, 0), (2, 2)]


class TestUnfinished:
    def test_nothing(self) -> None:
        reader = ReplyReader()
        assert reader.idle
        assert reader.unfinished is None
        assert reader.preview is None
        assert reader.finish() is None

    def test_a_half_line_is_shown_as_it_came(self) -> None:
        reader = ReplyReader()
        reader.feed(b"250-a\r\n55", 1)
        reader.feed(b"0 b", 2)
        left = reader.unfinished
        assert left is not None
        assert left == reader.preview
        assert (left.raw, left.texts, left.complete) == (b"250-a\r\n550 b", (b"a", b"b"), False)
        assert (left.line_count, left.octets) == (2, 12)
        assert left.defects == (D.CUT_OFF, D.CODE_CHANGED)
        assert (left.lines[-1].first_at, left.last_at) == (1, 2)

    def test_a_cr_whose_lf_may_still_come_is_not_bare(self) -> None:
        reader = ReplyReader()
        reader.feed(b"250 ok\r", 0)
        left = reader.unfinished
        assert left is not None
        assert (left.raw, left.texts, left.defects) == (b"250 ok\r", (b"ok",), (D.CUT_OFF,))

    def test_complete_lines_of_an_open_reply_are_unfinished(self) -> None:
        reader = ReplyReader()
        assert reader.feed(b"250-a\r\n250-b\r\n", 0) == []
        left = reader.unfinished
        assert left is not None
        assert (left.texts, left.complete, left.defects) == ((b"a", b"b"), False, ())
        assert not reader.idle

    def test_the_end_hands_out_what_was_cut_off_once(self) -> None:
        reader = ReplyReader()
        reader.feed(b"421 by", 3)
        left = reader.finish()
        assert left is not None
        assert (left.code, left.raw, left.complete) == ("421", b"421 by", False)
        assert reader.idle
        assert reader.finish() is None

    def test_a_preview_has_the_first_lines_and_the_newest_and_counts_all(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReplyReader, "PREVIEW_LINES", 3)
        monkeypatch.setattr(ReplyReader, "PREVIEW_OCTETS", 6)
        reader = ReplyReader()
        reader.feed(b"".join(b"250-%d\r\n" % number for number in range(9)), 0)
        whole_lines = reader.preview
        reader.feed(b"250-abcdefgh", 1)
        half_line = reader.preview
        assert whole_lines is not None
        assert half_line is not None
        assert whole_lines.texts == (b"0", b"1", b"8")
        assert half_line.texts == (b"0", b"1", b"ab")
        assert (half_line.line_count, half_line.octets) == (10, 9 * 7 + 12)
        assert reader.unfinished is not None
        assert reader.unfinished.line_count == len(reader.unfinished.lines) == 10


class TestLimits:
    def test_a_line_beyond_the_limit_is_taken_apart_and_keeps_its_code(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReplyReader, "KEEP_BYTES", 8)
        data = b"250 abcdefgh250-ijk\r\n"
        reply = one(data)
        assert (reply.code, reply.raw, len(reply.lines)) == ("250", data, 3)
        assert reply.defects == (D.FRAGMENT,)
        assert [line.code for line in reply.lines] == ["250", "", ""]

    def test_a_line_taken_apart_continues_the_reply_if_its_first_octets_say_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReplyReader, "KEEP_BYTES", 8)
        long_line = b"250-abcdefgh250 x\r\n"
        assert read(long_line) == []
        assert one(long_line + b"250 y\r\n").raw == long_line + b"250 y\r\n"
        assert len(read(long_line + b"250 y\r\n" + b"250 z\r\n")) == 2

    def test_each_part_has_the_times_of_its_own_octets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ReplyReader, "KEEP_BYTES", 8)
        (reply,) = read(b"250 ab", b"cdef", b"gh\r\n")
        assert [(line.raw, line.first_at, line.last_at) for line in reply.lines] == [
            (b"250 abcd", 0, 1),
            (b"efgh\r\n", 1, 2),
        ]

    @pytest.mark.parametrize("beyond", [-1, 0, 1, 2])
    def test_a_line_is_taken_apart_the_same_however_it_arrives(
        self, beyond: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReplyReader, "KEEP_BYTES", 16)
        data = b"250 " + b"x" * (16 + beyond - 6) + b"\r\n"
        whole = [line.raw for line in one(data).lines]
        dribbled = [
            line.raw for reply in read(*(data[i : i + 1] for i in range(len(data)))) for line in reply.lines
        ]
        assert whole == dribbled
        assert len(whole) == (1 if beyond <= 0 else 2)

    def test_beyond_the_limit_of_lines_the_first_and_the_last_are_kept_and_all_are_counted(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReplyReader, "KEEP_LINES", 3)
        data = b"".join(b"250-%d\r\n" % number for number in range(9)) + b"250 end\r\n"
        reply = one(data)
        assert reply.texts == (b"0", b"1", b"end")
        assert (reply.line_count, reply.octets, reply.code) == (10, len(data), "250")


def test_a_reply_in_many_chunks_builds_each_line_once_and_one_for_each_preview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = 0

    def counting(*fields: object) -> Line:
        nonlocal built
        built += 1
        return Line(*fields)  # type: ignore[arg-type]

    monkeypatch.setattr(reply_reader, "Line", counting)
    lines, chunks = 20_000, 2_000
    data = b"250-x\r\n" * (lines - 1) + b"250 x\r\n"
    step = len(data) // chunks
    reader, kept = ReplyReader(), 0
    done: list[Reply] = []
    for begin in range(0, len(data), step):
        done += reader.feed(data[begin : begin + step], 0)
        preview = reader.preview
        kept += 0 if preview is None else len(preview.lines)
    assert [reply.line_count for reply in done] == [lines]
    assert built <= lines + chunks
    assert kept <= chunks * ReplyReader.PREVIEW_LINES
