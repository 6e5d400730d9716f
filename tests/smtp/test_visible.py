from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from smtpwb.smtp.visible import TAG, clipped, unvisible, visible, visible_head, visible_text

HOSTILE = {
    "CSI": (b"\x1b[31;1mred", "<1B>[31;1mred"),
    "OSC 52 with BEL": (b"220 \x1b]52;c;cm0gLXJm\x07", "220 <1B>]52;c;cm0gLXJm<07>"),
    "OSC title with ST": (b"\x1b]0;root\x1b\\", "<1B>]0;root<1B>\\"),
    "DCS": (b"\x1bPtmux;x\x1b\\", "<1B>Ptmux;x<1B>\\"),
    "C1 CSI, well-formed": (b"\xc2\x9b31m", "<U+009B>31m"),
    "C1 CSI, bare octet": (b"\x9b31m", "<9B>31m"),
    "NEL": (b"a\xc2\x85b", "a<U+0085>b"),
    "DEL": (b"a\x7fb", "a<7F>b"),
    "NUL": (b"a\x00b", "a<00>b"),
    "tab": (b"a\tb", "a<09>b"),
    "line ends": (b"250 ok\r\n550 no\n\r", "250 ok<0D><0A>550 no<0A><0D>"),
    "right-to-left override": ("a\u202egpj.exe".encode(), "a<U+202E>gpj.exe"),
    "isolates": ("\u2066x\u2069".encode(), "<U+2066>x<U+2069>"),
    "BOM": (b"\xef\xbb\xbf220", "<U+FEFF>220"),
    "zero width": ("a\u200bb\u200dc\u2060".encode(), "a<U+200B>b<U+200D>c<U+2060>"),
    "soft hyphen": ("a\u00adb".encode(), "a<U+00AD>b"),
    "no-break space": ("a\u00a0b".encode(), "a<U+00A0>b"),
    "line separator": ("a\u2028b".encode(), "a<U+2028>b"),
    "variation selector": ("a\ufe0f".encode(), "a<U+FE0F>"),
    "tag letters": ("\U000e0041".encode(), "<U+E0041>"),
    "private use": ("\ue000\U0010fffd".encode(), "<U+E000><U+10FFFD>"),
    "non-character": ("\uffff".encode(), "<U+FFFF>"),
    "Braille blank": ("\u2800".encode(), "<U+2800>"),
    "lone surrogate": (b"\xed\xa0\x80", "<ED><A0><80>"),
    "overlong slash": (b"\xc0\xaf", "<C0><AF>"),
    "above Unicode": (b"\xf4\x90\x80\x80", "<F4><90><80><80>"),
    "cut off": ("é".encode()[:1], "<C3>"),
    "Latin-1": (b"caf\xe9", "caf<E9>"),
    "markup is only text": (b"550 [bold red]x[/nope]", "550 [bold red]x[/nope]"),
}


@pytest.mark.parametrize(("data", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_safe_becomes_a_tag_and_reads_back(data: bytes, shown: str) -> None:
    assert visible(data) == shown
    assert unvisible(shown) == data


@pytest.mark.parametrize(
    "text",
    ["", "250 2.1.0 OK", "MAIL FROM:<a@example.net>", "<>", "<ab>", "<U+>", "a < b > c", "<1b>", "<U+D800>"],
)
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text.encode()) == text


@pytest.mark.parametrize(
    "text", ["grüße", "παράδειγμα", "почта", "邮件", "メール", "שלום", "한국어", "👍", "–“…”"]
)
def test_words_in_any_script_are_shown_as_they_are(text: str) -> None:
    assert visible(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"<1B>", "<3C>1B>"),
        (b"<3C>", "<3C>3C>"),
        (b"<3C>1B>", "<3C>3C>1B>"),
        (b"<U+202E>", "<3C>U+202E>"),
        (b"<U+10FFFF>", "<3C>U+10FFFF>"),
        (b"<<41>", "<<3C>41>"),
        (b"<U+110000>", "<U+110000>"),
        (b"<\x1bB>", "<<1B>B>"),
    ],
)
def test_a_literal_that_reads_as_a_tag_is_told_apart_from_one(data: bytes, shown: str) -> None:
    assert visible(data) == shown
    assert unvisible(shown) == data


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("e\u0301", "e\u0301"),  # not composed to é
        ("a\u0301\u0302", "a\u0301\u0302"),
        ("a\u0301\u0302\u0303\u0304b", "a\u0301\u0302<U+0303><U+0304>b"),
        ("\u0301x", "<U+0301>x"),
        (" \u0301", " <U+0301>"),
        ("\x1b\u0301", "<1B><U+0301>"),
        ("a\u20dd", "a\u20dd"),
        ("\u1112\u1161\u11ab\u11ab", "\u1112\u1161\u11ab<U+11AB>"),
    ],
)
def test_at_most_two_marks_stand_on_a_base(text: str, shown: str) -> None:
    assert visible(text.encode()) == shown


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"<", b">", b"<1B>", b"<U+202E>", b"<3C", b"3C>", b"U+0041>", b"\x1b", b"\xed\xa0\x80"]
        ),
        st.text(max_size=3).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from("\u0301\u0345\u202e\u200b\ufeff\x85\x9b").map(str.encode),
        st.binary(max_size=4),
    )
).map(b"".join)


@given(st.one_of(st.binary(), PIECES))
@example(bytes(range(256)))
def test_every_octet_string_reads_back(data: bytes) -> None:
    assert unvisible(visible(data)) == data


@given(st.one_of(st.binary(), PIECES))
@example(bytes(range(256)))
def test_nothing_unsafe_is_left(data: bytes) -> None:
    assert_safe(visible(data))


def test_no_assigned_code_point_slips_through() -> None:
    points = [chr(p) for p in (*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200))]
    data = "a".join(points).encode()
    shown = visible(data)
    assert_safe(shown)
    assert unvisible(shown) == data


@given(PIECES)
def test_visible_text_is_one_thing_however_often_it_is_read_back(data: bytes) -> None:
    assert visible(unvisible(visible(data))) == visible(data)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("caf\udce9", "caf<E9>"), ("\ud800x\udcff", "<ED><A0><80>x<FF>"), ("ok", "ok"), ("a\x1b", "a<1B>")],
)
def test_text_from_elsewhere(text: str, shown: str) -> None:
    assert visible_text(text) == shown


@given(st.text(alphabet=st.characters()))
def test_text_from_elsewhere_never_fails(text: str) -> None:
    assert_safe(visible_text(text))


def test_tags_can_be_found() -> None:
    found = list(TAG.finditer(visible(b"a\x1b\xff") + visible("\u202e".encode())))
    assert [match[0] for match in found] == ["<1B>", "<FF>", "<U+202E>"]
    assert [match["octet"] or match["point"] for match in found] == ["1B", "FF", "202E"]


def assert_safe(shown: str) -> None:
    """No control, blank or reordering character; whatever takes no cell is one of two on a base."""
    assert {char for char in shown if unicodedata.category(char)[0] in "CZ"} <= {" "}
    for piece in TAG.sub("\x1b", shown).split("\x1b"):  # a tag is no base, so each piece starts without one
        room = 0
        for char in piece:
            if cell_len(char) == 0 or unicodedata.category(char).startswith("M"):
                room -= 1
                assert room >= 0
            else:
                room = 0 if char == " " else 2


@given(st.text(), st.integers(1, 80))
def test_clipped_text_is_no_longer_than_it_may_be_and_says_when_it_is_cut(text: str, most: int) -> None:
    short = clipped(text, most)
    assert len(short) <= most
    assert short == text if len(text) <= most else short == text[: most - 1] + "…"


@given(st.binary(max_size=100) | st.text(max_size=40).map(str.encode), st.integers(1, 30))
@example(b"\xf0\x9f\x99\x82" * 10, 9)
def test_the_beginning_is_that_of_all_of_it(data: bytes, most: int) -> None:
    assert visible_head(data, most) == clipped(visible(data), most)
