"""One real dialogue and hostile ones, and what each kind of document must be."""

from __future__ import annotations

import functools
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

from hypothesis import strategies as st
from markdown_it import MarkdownIt

from smtpwb.transcript.events import Note, Purpose
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.formats.registry import export
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage
from tests.transcript.test_recorded import played

OPTIONS = Options(asked_by="ticket 4711, the help desk")


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
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"url\(|@import|@font-face", style)
    return page


def check_picture(text: str) -> ElementTree.Element:
    picture = ElementTree.fromstring(text)
    assert {one.tag.rpartition("}")[2] for one in picture.iter()} <= {"svg", "title", "style", "rect", "text"}
    names = {name for one in picture.iter() for name in one.attrib}
    assert not [name for name in names if "href" in name or name.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face", text)
    return picture


def check_rendered(text: str) -> str:
    """What a renderer that lets HTML through makes of Markdown: code alone; returns what is in the block."""
    *above, block = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    assert block.type == "fence"
    kinds = {one.type for one in above} | {one.type for token in above for one in token.children or ()}
    assert kinds <= MARKDOWN_KINDS
    return block.content


MARKDOWN_KINDS = {
    *("paragraph_open", "paragraph_close", "inline", "text", "strong_open", "strong_close"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "code_inline"),
}


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


def put_note(transcript: Transcript, index: int, text: str) -> None:
    on, part = transcript.place(index)
    seq = len(transcript.events)
    transcript.append(Note(seq=seq, wall=BEGAN, at=seq * STEP, on=on, part=part, text=text))


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


said_by_others = st.lists(st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=40)), max_size=4).map(
    b"".join
)


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


@functools.cache
def real() -> Transcript:
    """A pipelined envelope, one recipient refused, with notes: what Postfix said."""
    transcript = Transcript(played(12).events)
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    put_note(transcript, refused, "the address stands so\non the order form")
    return transcript


def written(name: str, transcript: Transcript, options: Options = OPTIONS) -> str:
    return "".join(export(name, transcript, options))
