"""A dialogue of 100,000 events: opened from its journal, appended to, paged through, searched."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
from textual.pilot import Pilot

from smtpwb.transcript import trouble
from smtpwb.transcript.events import to_json
from smtpwb.transcript.journal import Header, read
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.dialogue_view import DialogueView
from tests.benchmarks.measure import Row
from tests.dialogues import Stage as Play
from tests.tui.stage import Stage

EVENTS = 100_000
_MEGABYTE = 1 << 20
_SIZE = (100, 40)
_GREETING = (
    "S: 220 practice.test ESMTP",
    "C: EHLO ws.example.net",
    *(f"S: 250-{offer}" for offer in ("practice.test", "PIPELINING", "SIZE 10485760", "8BITMIME")),
    "S: 250 ENHANCEDSTATUSCODES",
)
_TRANSACTION = (
    "C: MAIL FROM:<user{0}@ws.example.net> SIZE=1234",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<alice{0}@practice.test>",
    "S: 250 2.1.5 Ok",
    "C: RCPT TO:<nobody{0}@practice.test>",
    "S: 550 5.1.1 <nobody{0}@practice.test>: Recipient address rejected: User unknown in the recipient table",
    "C: DATA",
    "S: 354 End data with <CR><LF>.<CR><LF>",
    "C: Subject: a message",
    "C: ",
    "C: Hello.",
    "C: .",
    "S: 250 2.0.0 Ok: queued as {0:08X}",
)


def dialogue(events: int = EVENTS) -> Transcript:
    """One connection with so many events, message after message."""
    play = Play()
    for line in _GREETING:
        play.line(line)
    number = 0
    while len(play.transcript.events) < events:
        number += 1
        for line in _TRANSACTION:
            play.line(line.format(number))
    return play.transcript


def _write(path: Path) -> None:
    with path.open("wb") as file:
        file.write(msgspec.json.encode(Header(1)) + b"\n")
        file.writelines(to_json(event) + b"\n" for event in dialogue().events[:EVENTS])


def measure() -> Iterator[Row]:
    """In a process of its own, whose memory is that of the dialogue."""
    with tempfile.TemporaryDirectory() as place:
        journal = Path(place) / "journal.jsonl"
        _write(journal)
        ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
        child = multiprocessing.get_context("spawn").Process(target=_report, args=(journal, theirs))
        child.start()
        theirs.close()
        try:
            while True:
                yield ours.recv()
        except EOFError:
            child.join()


def _report(journal: Path, out: Connection) -> None:
    asyncio.run(_measured(journal, out))
    out.close()


async def _measured(journal: Path, out: Connection) -> None:
    view = DialogueView()
    async with Stage(view).run_test(size=_SIZE) as pilot:
        await pilot.pause()
        gc.freeze()  # as the app does
        begun = _cpu()
        reading = read(journal)
        read_at = _cpu()
        transcript = Transcript(reading.events)
        derived_at = _cpu()
        view.show(transcript.entries)
        await pilot.pause()
        shown_at = _cpu()
        steps = (read_at - begun, derived_at - read_at, shown_at - derived_at)
        beside = "read {:.2f} s, derived {:.2f} s, laid out and drawn {:.2f} s".format(
            *(step / 1000 for step in steps)
        )
        out.send(Row(f"CPU to open {EVENTS:,} events", (shown_at - begun) / 1000, "s", 1.5, beside))
        for row in [
            *_appended(transcript),
            *await _drawn(pilot, view, transcript),
            *_sought(view, transcript),
        ]:
            out.send(row)
        begun = _cpu()
        await pilot.resize_terminal(_SIZE[0] - 20, _SIZE[1])
        out.send(Row("CPU of a resize", _cpu() - begun, "ms"))
        out.send(Row("resident memory, all of it", _resident(), "MB", 300))


def _appended(transcript: Transcript) -> Iterator[Row]:
    play = Play(transcript)
    begun, count = _cpu(), 0
    for _ in range(20):
        for line in _TRANSACTION:
            play.line(line.format(0))
            count += 1
    yield Row("CPU of an append, nothing drawn", (_cpu() - begun) / count, "ms", 1)
    index = max(at for at, entry in enumerate(transcript.entries) if entry.answers == "RCPT" and entry.reply)
    begun = _cpu()
    for _ in range(5):
        note(transcript, index)
    yield Row("CPU of all that is said of the newest refusal", (_cpu() - begun) / 5, "ms")


async def _drawn(pilot: Pilot[Any], view: DialogueView, transcript: Transcript) -> list[Row]:
    """Against one repaint of the view, in which every row is drawn anew; all with what Textual adds."""
    view.show(transcript.entries)
    transcript.subscribe(view.update_entries)
    play, lines = Play(transcript), iter(_TRANSACTION * 100)

    def repaint() -> None:
        view.notify_style_update()
        view.refresh()

    async def cost(act: Callable[[], object]) -> float:
        await _settle(pilot)
        begun = _cpu()
        act()
        await _settle(pilot)
        return _cpu() - begun

    taken: list[tuple[float, ...]] = []
    for turn in range(40):  # turn by turn, or a machine that gets busier would favour who comes first
        append = await cost(lambda: play.line(next(lines).format(1)))
        floor = await cost(repaint)
        page = await cost(partial(view.action_page, -1 - turn))
        view.action_newest()
        taken.append((append, floor, page))
    append, floor, page = map(statistics.median, zip(*taken, strict=True))
    beside = f"{{:.1f}} ms against {floor:.1f} ms"
    return [
        Row(
            "an append drawn, against one repaint of the view",
            append / floor,
            "×",
            1.3,
            beside.format(append),
        ),
        Row("a page, against one repaint of the view", page / floor, "×", 1.5, beside.format(page)),
    ]


def _sought(view: DialogueView, transcript: Transcript) -> Iterator[Row]:
    worst, what = 0.0, ""
    for words in ("5", "5.1.1", "alice7000", "not there"):
        begun = _cpu()
        view.seek(words, view.lines.known)
        if _cpu() - begun > worst:
            worst, what = _cpu() - begun, f"at {words!r}: {len(view.found.places):,} places"
    yield Row("CPU of a key in the search, worst", worst, "ms", 200, what)
    view.seek("5.1.1", view.lines.known)
    begun = _cpu()
    view.seek_on(-1)
    yield Row("CPU from match to match", _cpu() - begun, "ms", 200)
    view.seek("", 0)
    quiet = [entry for entry in transcript.entries if not trouble.troubled(entry)]
    begun = _cpu()
    trouble.nearest(quiet, len(quiet), -1)
    yield Row("CPU to look for an error in vain", _cpu() - begun, "ms", 200, f"{len(quiet):,} entries")


async def _settle(pilot: Pilot[Any]) -> None:
    await pilot.pause(0)
    await pilot.pause(0)


def _cpu() -> float:
    """Milliseconds of CPU so far."""
    return time.process_time() * 1000


def _resident() -> float:
    """Megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024 / _MEGABYTE
    return 0.0
