"""Whatever reads what others wrote, each as a function of any octets, which raises only for a defect.

One table for three: the suite (tests/security/test_any_octets), hypothesis for minutes (`fuzz`), and atheris
(`coverage`), which knows functions of octets alone.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from smtpwb import settings
from smtpwb.cli import decode_output
from smtpwb.errors import UsageError, WorkbenchError
from smtpwb.lessons import loading
from smtpwb.session import options, script_reader, target
from smtpwb.smtp import challenge, commands, extensions
from smtpwb.smtp.lint import lint
from smtpwb.smtp.reading import reading
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.smtp.visible import unvisible, visible, visible_text
from smtpwb.transcript import journal
from smtpwb.transcript.certificates import certificate
from smtpwb.transcript.comparing.comparison import compare
from smtpwb.transcript.copy_as.registry import COPY_AS, copied
from smtpwb.transcript.events import Event, from_json, to_json
from smtpwb.transcript.formats.registry import FORMATS
from smtpwb.transcript.outcome import outcome
from smtpwb.transcript.recipients import ledgers
from smtpwb.transcript.redaction.redact import redacted
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.themes import load_themes
from tests.cli.test_decode_output import written as decoded
from tests.dialogues import Stage
from tests.smtp import dialogues as at
from tests.transcript.formats.checks import is_tame, written


def _replies(data: bytes) -> None:
    """Cut anywhere, the stream gives the same replies, and no octet is lost."""
    cut = data[0] if data else 0
    cuts = ([data], [data[:cut], data[cut:]], [bytes([octet]) for octet in data])
    readers = [ReplyReader() for _ in cuts]
    told = [
        [reply for piece in pieces for reply in reader.feed(piece, 1)]
        for reader, pieces in zip(readers, cuts, strict=True)
    ]
    assert told[0] == told[1] == told[2]
    rest = [reader.unfinished for reader in readers]
    assert rest[0] == rest[1] == rest[2]
    assert b"".join(reply.raw for reply in (*told[0], *filter(None, rest[:1]))) == data


def _command(data: bytes) -> None:
    dialogue, line = at.ALL[data[0] % len(at.ALL)] if data else at.EHLO, data[1:]
    assert commands.parse(line).line == line
    assert is_tame(reading(line, dialogue))
    assert all(is_tame(finding.text) for finding in lint(line, dialogue))


def _visible(data: bytes) -> None:
    text = visible(data)
    assert unvisible(text) == data
    assert is_tame(text)
    assert visible_text(text) is not None


def _challenge(data: bytes) -> None:
    for mechanism in ("", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "DIGEST-MD5", "OAUTHBEARER", "NTLM"):
        assert all(map(is_tame, challenge.read(mechanism, data)))


def _decoded(data: bytes) -> None:
    for form in decode_output.FORMATS:
        assert is_tame(decoded(form, data))


def _dialogue(data: bytes) -> Transcript:
    """Octets as a dialogue: the first of each line says what happens."""
    stage = Stage()
    for line in data.split(b"\n"):
        if not stage.connected:
            stage.opened(visible(line) or "mx.test")
        match line[:1]:
            case b"C":
                stage.sent(line[1:] + b"\r\n")
            case b"T":
                stage.secured()
            case b"F":
                stage.not_secured()
            case b"X":
                stage.closed("server", visible(line[1:]))
            case b"H":
                stage.half_closed()
            case _:
                stage.arrived(line + b"\n")
    return stage.transcript


def _exported(data: bytes) -> None:
    """Every form in which it leaves the program, aliased or not; from the events it can be made again."""
    transcript = _dialogue(data)
    for form in FORMATS:
        assert form in ("json", "jsonl") or is_tame(written(form, transcript))
        assert written(form, redacted(transcript)) is not None
    for program in COPY_AS:
        assert is_tame(copied(program, transcript))
    again = Transcript(from_json(to_json(event)) for event in transcript.events)
    assert [one.reply for one in again.entries] == [one.reply for one in transcript.entries]
    assert compare(transcript, again).same
    assert is_tame(outcome(transcript.entries))
    assert all(is_tame(one.summary) for one in ledgers(transcript))


def _refusal(reads: Callable[[], object]) -> str:
    """The sentence with which it was refused; empty: it was not."""
    try:
        reads()
    except WorkbenchError as error:
        return str(error)
    return ""


def _script(data: bytes) -> None:
    with contextlib.suppress(UsageError):
        script_reader.read(io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape", newline="\n"))


def _target(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    ways: tuple[Callable[[str], object], ...] = (target.parse, options.jump, options.proxy, options.source)
    for reads in (*ways, options.proxy_protocol):
        assert is_tame(_refusal(partial(reads, text)))


def _journal(data: bytes) -> None:
    """Anything; and a journal that broke off anywhere, with anything behind: what stood before is there."""
    assert is_tame(_refusal(lambda: journal.reading(io.BytesIO(data), "one")))
    events, whole = _kept()
    head = whole.index(b"\n") + 1
    cut = head + int.from_bytes(data[:2], "big") % (len(whole) - head + 1)
    lines = whole[head:cut].count(b"\n")
    found = journal.reading(io.BytesIO(whole[:cut] + data[2:]), "one")
    assert found.events[:lines] == events[:lines]


def _loaders(data: bytes) -> None:
    """Lesson, theme and settings from the same file."""
    file = _directory() / "one.toml"
    file.write_bytes(data)
    lesson, faults = loading.read(file)
    assert (lesson is None) == bool(faults)
    load_themes(_directory())
    settings.load(file, themes=("one",), actions={"quit": "ctrl+q"})


@cache
def _directory() -> Path:
    """Of this process, and gone with it."""
    place = tempfile.mkdtemp(prefix="smtpwb-fuzz-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Path(place)


@cache
def _kept() -> tuple[list[Event], bytes]:
    """A dialogue, and its journal."""
    events = _dialogue(
        b"220 mx\nCEHLO a\n250 ok\nCMAIL FROM:<a@b.test>\n550 5.1.8 no\nCQUIT\n221 x\nX"
    ).events
    path = _directory() / "one.jsonl"
    kept = journal.Journal(path)
    for event in events:
        assert kept.write(event) == ""
    kept.close()
    octets = path.read_bytes()
    path.unlink()
    return list(events), octets


ENTRIES: Mapping[str, Callable[[bytes], object]] = {
    "replies": _replies,
    "command": _command,
    "visible text": _visible,
    "challenge": _challenge,
    "offer": extensions.read_offer,
    "decode": _decoded,
    "exports": _exported,
    "script": _script,
    "target": _target,
    "journal": _journal,
    "certificate": certificate,
    "files of the user": _loaders,
}
"""By what is read."""
