"""Every format of one real dialogue, against its golden file; and hostile ones, of which nothing gets out.

The golden files are made anew by `python -m tests.transcript.formats.test_registry`; read their diff.
"""

from __future__ import annotations

import base64
import functools
import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.visible import visible
from smtpwb.transcript.events import Arrived, Note, Purpose, Sent, from_json
from smtpwb.transcript.formats.options import DARK, LIGHT, Level, Options, coloured
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.journal import read
from smtpwb.transcript.transcript import Kind, Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.transcript.test_recorded import played

GOLDEN = Path(__file__).parent / "golden"
OPTIONS = Options(asked_by="ticket 4711, the help desk")
NAMES = sorted(FORMATS)
PEOPLE = [name for name in NAMES if name not in ("json", "jsonl")]


def put_note(transcript: Transcript, index: int, text: str) -> None:
    on, part = transcript.place(index)
    seq = len(transcript.events)
    transcript.append(Note(seq=seq, wall=BEGAN, at=seq * STEP, on=on, part=part, text=text))


@functools.cache
def real() -> Transcript:
    """A pipelined envelope, one recipient refused, with notes: what Postfix said."""
    transcript = Transcript(played(12).events)
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    put_note(transcript, refused, "the address stands so\non the order form")
    return transcript


def written(name: str, transcript: Transcript, options: Options = OPTIONS) -> str:
    return "".join(export(name, transcript, options))


def kept(name: str) -> str:
    """What the golden file holds: explanations in full in one, so that their wording matters to no other."""
    level = Level.FULL if name == "text" else Level.BRIEF
    return written(name, real(), replace(OPTIONS, level=level))


def golden(name: str) -> Path:
    return GOLDEN / f"real.{name}.{FORMATS[name].extension}"


@pytest.mark.parametrize("name", NAMES)
def test_a_real_dialogue_reads_as_kept(name: str) -> None:
    assert kept(name) == golden(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_format_says_who_asked_and_has_the_note(name: str) -> None:
    text = written(name, real())
    assert "the address stands so" in text
    assert "on the order form" in text
    if name != "jsonl":
        assert "ticket 4711, the help desk" in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", Level)
def test_every_level_has_what_was_said(name: str, level: Level) -> None:
    text = written(name, real(), Options(level))
    raw = base64.b64encode(b"MAIL FROM:<carol@client.test>\r\n").decode()
    assert re.search(r"MAIL FROM:(<|&lt;)carol@client\.test(>|&gt;)", text) or raw in text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jsonl"])
def test_a_level_says_more_than_the_one_below(name: str) -> None:
    bare, brief, full = (len(written(name, real(), Options(level))) for level in Level)
    assert bare < brief < full


def test_bare_explains_nothing_and_brief_a_line_a_reply() -> None:
    bare = written("text", real(), Options(Level.BARE))
    brief = written("text", real(), Options(Level.BRIEF))
    assert "Mailbox unavailable" not in bare
    assert "   Mailbox unavailable: No such recipient\n> the address" in brief
    assert "Who can fix it" not in brief


@pytest.mark.parametrize("name", NAMES)
def test_a_selection_holds_nothing_of_the_rest(name: str) -> None:
    transcript = real()
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    text = written(name, transcript, Options(selection=frozenset({refused})))
    assert "nobody@lab.test" in text or base64.b64encode(b"550 5.1.1 <nobody@lab.test>")[:24].decode() in text
    assert "alice" not in text
    assert base64.b64encode(b"RCPT TO:<alice@lab.test>\r\n").decode() not in text
    assert "first line" not in text


@pytest.mark.parametrize("name", NAMES)
def test_without_a_dialogue_there_is_no_error(name: str) -> None:
    assert "Traceback" not in written(name, Transcript())


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_is_in_no_format(name: str) -> None:
    stage = Stage(play("S: 220 a", "C: EHLO a", "S: 250 AUTH PLAIN"))
    seq = len(stage.transcript.events)
    data = b"AUTH PLAIN ************\r\n"
    stage.transcript.append(Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=data, masked=((11, 23),)))
    text = written(name, stage.transcript)
    masked = {"rfc": "{env:SMTP_AUTH}", "json": "•" * 12, "jsonl": '"masked":[[11,23]]'}
    assert masked.get(name, "AUTH PLAIN " + "•" * 12) in text


# Whole documents


class Page(HTMLParser):
    """The tags of a page, and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


HTML_TAGS = {
    *("html", "head", "meta", "title", "style", "body"),
    *("h1", "dl", "dt", "dd", "ol", "li", "div", "span", "pre", "p", "time"),
}
HTML_ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id"}


def check_page(text: str) -> Page:
    page = Page(text)
    assert not page.open
    assert {tag for tag, _ in page.tags} <= HTML_TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= HTML_ATTRIBUTES
    return page


def check_picture(text: str) -> ElementTree.Element:
    picture = ElementTree.fromstring(text)
    assert {one.tag.rpartition("}")[2] for one in picture.iter()} <= {"svg", "title", "style", "rect", "text"}
    names = {name for one in picture.iter() for name in one.attrib}
    assert not [name for name in names if "href" in name or name.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face", text)
    return picture


def check_markdown(text: str) -> list[str]:
    """What stands in the fenced block, which is the end; above it every value is one code span."""
    above, opening, below = re.split(r"^(`{3,}text)$", text, maxsplit=1, flags=re.MULTILINE)
    ticks = opening.removesuffix("text")
    *inside, closing = below.removeprefix("\n").removesuffix("\n").split("\n")
    assert closing == ticks
    assert not [line for line in inside if re.match(rf" {{0,3}}{ticks}", line)]
    title, _, *rows, _, _ = above.split("\n")
    assert re.fullmatch(r"\*\*SMTP dialogue with (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)\*\*", title)
    for row in rows:
        assert re.fullmatch(r"- [A-Za-z ]+: (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)", row), row
    return inside


def test_the_page_is_sealed() -> None:
    text = written("html", real())
    page = check_page(text)
    policy = next(attributes for _, attributes in page.tags if "http-equiv" in attributes)
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert (policy["content"] or "").startswith("default-src 'none'")
    assert "prefers-color-scheme: dark" in text


def test_the_picture_is_as_high_as_its_rows() -> None:
    picture = check_picture(written("svg", real()))
    lowest = max(float(one.attrib["y"]) for one in picture.iter() if one.tag.endswith("text"))
    assert lowest < float(picture.attrib["height"])


def test_the_colours_are_those_of_the_theme_where_they_are_colours() -> None:
    theme = {
        "client": "#123456",
        "reply-5yz": "red;} * { background: url(https://evil.test)",
        "server": "ansi_red",
    }
    chosen = coloured(theme, DARK)
    assert (chosen.client, chosen.reply_5yz, chosen.server) == ("#123456", DARK.reply_5yz, DARK.server)
    for name, rule in (("html", "--client: {};"), ("svg", ".client {{ fill: {}; }}")):
        text = written(name, real(), Options(dark=chosen))
        assert rule.format("#123456") in text
        assert rule.format(LIGHT.client) in text


def test_json_keeps_every_octet() -> None:
    whole = json.loads(written("json", real()))
    assert whole["smtpwb_transcript"] == 1
    for entry, one in zip(whole["entries"], real().entries, strict=True):
        if one.reply is not None:
            assert base64.b64decode(entry["octets"]) == one.reply.raw
        elif isinstance(one.event, Sent):
            assert base64.b64decode(entry["octets"]) == one.event.data


def test_jsonl_is_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(written("jsonl", real()), encoding="utf-8")
    found = read(path)
    assert (found.events, found.fault) == (real().events, "")


def test_selected_events_stand_for_themselves() -> None:
    transcript = real()
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    _, *lines = written("jsonl", transcript, Options(selection=frozenset({0, refused}))).splitlines()
    again = Transcript(from_json(line.encode()) for line in lines)
    assert [one.kind for one in again.entries] == [Kind.OPENED, Kind.REPLY]
    assert again.entries[1].reply is not None
    assert again.entries[1].reply.raw == getattr(transcript.entries[refused].reply, "raw", b"")
    assert again.entries[1].note == transcript.entries[refused].note


# Law 3: what the server says touches nothing

HOSTILE = [
    b"\x1b]52;c;ZXZpbA==\x07\x1b[2J",
    b"```\n# heading\n```",
    b"`````````` ~~~ </code></pre>",
    b"<script>alert(1)</script><img src=x onerror=alert(1)>",
    b"]]></text></svg><script/>&amp;&#x3c;",
    "\u202egnp.exe\u2066\u200b\ufeff".encode(),
    b"}} {env:HOME} <close>",
    b"> | a | b |\n|---|---|",
    b"[x](javascript:alert(1)) @everyone <!-- --> <https://evil.test>",
    b"\x00\x7f\x80\xff\r\n.\r\n",
]
_said = st.lists(st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=40)), max_size=4).map(b"".join)
CODES = st.sampled_from([b"250 ", b"250-", b"550 5.1.1 ", b"354 ", b"", b"999"])


def hostile(greeting: bytes, said: bytes, host: str, note: str) -> Transcript:
    """Everything that others, or the user, can fill."""
    stage = Stage()
    stage.opened(host)
    stage.arrived(b"220 " + greeting.replace(b"\n", b"") + b"\r\n")
    stage.sent(b"EHLO a\r\n")
    stage.arrived(said + b"\r\n")
    stage.sent(b"RCPT TO:<" + greeting + b">\r\n", Purpose.COMMAND)
    stage.arrived(b"550 5.1.1 " + said + b"\r\n")
    stage.sent(said, Purpose.RAW)
    stage.closed("server", host)
    put_note(stage.transcript, 3, note)
    return stage.transcript


def is_tame(text: str) -> bool:
    """No character that moves, hides or commands, but for line ends."""
    return not {unicodedata.category(char) for char in text if char != "\n"} & {
        "Cc",
        "Cf",
        "Zl",
        "Zp",
        "Co",
        "Cs",
    }


CHECKS: dict[str, Callable[[str], object]] = {
    "html": check_page,
    "svg": check_picture,
    "markdown": check_markdown,
    "json": json.loads,
}


@given(_said, _said, st.sampled_from(HOSTILE).map(lambda data: data.decode("latin-1")), st.text(max_size=60))
@pytest.mark.parametrize("name", NAMES)
def test_no_format_lets_anything_out(name: str, greeting: bytes, said: bytes, host: str, note: str) -> None:
    text = written(name, hostile(greeting, said, host, note), Options(asked_by=note or "x"))
    if name in PEOPLE:
        assert is_tame(text)
    if check := CHECKS.get(name):
        check(text)


@given(_said)
def test_what_was_said_stands_in_every_page_as_its_visible_text(said: bytes) -> None:
    transcript = hostile(b"a", said, "mx.test", "")
    event = next(one for one in transcript.events if isinstance(one, Sent) and one.purpose is Purpose.RAW)
    wanted = visible(event.data)
    if wanted.strip():
        assert wanted in "".join(check_page(written("html", transcript)).texts)
        assert f"C: {wanted}".rstrip() in "\n".join(check_markdown(written("markdown", transcript)))


@pytest.mark.parametrize("name", NAMES)
def test_a_large_dialogue_is_written_line_by_line(name: str) -> None:
    transcript = play("S: 220 a", *("C: NOOP\nS: 250 ok" for _ in range(300)))
    assert sum(1 for _ in export(name, transcript, Options(Level.BARE))) > 300


def test_names_are_keys_and_extensions_are_plain() -> None:
    for name, one in FORMATS.items():
        assert one.name == name
        assert re.fullmatch("[a-z]+", one.extension)
        assert one.label
    with pytest.raises(KeyError):
        export("docx", Transcript())


def test_all_arrived_octets_are_in_jsonl() -> None:
    arrived = [event for event in real().events if isinstance(event, Arrived)]
    text = written("jsonl", real())
    assert arrived
    assert all(base64.b64encode(event.data).decode() in text for event in arrived)


def main() -> None:
    for name in NAMES:
        golden(name).write_text(kept(name), encoding="utf-8")


if __name__ == "__main__":
    main()
