"""How the form of AUTH is drawn in the composer: what is asked, how the response is made, and its base64.

Two rows under the line: what is doubtful, or else how the response is made, and then the line that would go.
What a challenge says stands in the frame above. No row shows a secret, unless it was revealed (law 4).
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from smtpwb.smtp import challenge
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.sasl.by_hand import is_encoded, is_response
from smtpwb.smtp.sasl.secret import HIDDEN
from smtpwb.smtp.sasl.steps import CannotRespond
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.tui.answering import Answering
from smtpwb.tui.typed import Told

_LONGEST = 120
"""Characters of a challenge that are worth a place in the frame; the Reply panel says all of it."""


def told(answering: Answering, line: str, dialogue: Dialogue, loopback: bool, width: int) -> Told:
    """What the composer shows while a form is filled in; `width`: columns of a row under the line."""
    asked = answering.field
    prompt = f"{asked.label}:" if asked is not None else "C:"
    reading, sends = _reading(answering, line, dialogue, loopback), _sends(answering, line, width)
    if answering.revealed and sends.cell_length > width:  # all of it matters more now than how it is made
        reading, sends = sends[:width], sends[width:]
    return Told(prompt, reading, sends, (), _title(answering))


def _title(answering: Answering) -> str:
    said = answering.challenge
    if said is None:
        return f"AUTH {visible_text(answering.mechanism)}: the response that goes with it"
    return f"{visible_text(answering.mechanism)} · 334 {_shown(said)}"


def _shown(said: bytes) -> str:
    if not said:
        return "(nothing: you speak first)"
    text = visible(said[:_LONGEST])
    return challenge.read("", said)[0] if text.count("<") * 4 > len(text) else f"“{text}”"


def _reading(answering: Answering, line: str, dialogue: Dialogue, loopback: bool) -> Content:
    """The gravest thing there is to say."""
    if answering.busy:
        return Content.styled("computing the proof …", "$reply-3yz")
    check = answering.check
    if check is not None:
        return Content.styled(visible_text(check.text), "$reply-2yz" if check.good else "$reply-5yz bold")
    if line == "*" and not answering.command:
        return Content.styled("* alone gives up the authentication: expect 501", "$reply-3yz")
    if answering.note:
        return Content.styled(visible_text(answering.note), "$reply-3yz")
    if answering.field is not None and not answering.field.secret and (doubt := _encoded(line)):
        return Content.styled(doubt, "$reply-4yz")
    if doubt := in_clear(answering.mechanism, dialogue, loopback):
        return Content.styled(doubt, "$reply-5yz bold")
    return Content(_how(answering))


def _encoded(line: str) -> str:
    """What was typed in base64, out of habit."""
    if is_response(line):
        return "that is a whole response already: Esc, then type it behind AUTH"
    if is_encoded(line):
        return "that is base64 already, and would be encoded again: answer by hand"
    return ""


def in_clear(mechanism: str, dialogue: Dialogue, loopback: bool) -> str:
    """Who else would read it, loudly; empty where nobody can."""
    from smtpwb.smtp.lint.sasl import crosses_in_clear

    return "" if loopback else crosses_in_clear(mechanism, dialogue)


def _how(answering: Answering) -> str:
    asked, step = answering.field, answering.step
    if step is None:
        return ""
    others = [one.label for one in step.asks if one.optional and one != asked]
    return step.told(answering.said) + (f" · ↑ {', '.join(others)}" if others else "")


def _sends(answering: Answering, line: str, width: int) -> Content:
    """The line that would go."""
    step = answering.step
    if step is not None and not step.asks and line:
        return Content.styled("that is no answer here: Enter alone goes on, * gives up", "$reply-4yz")
    try:
        text = answering.preview(line)
    except CannotRespond as error:
        return Content.styled(visible_text(error.sentence), "$reply-5yz")
    label = "sends " if not answering.command else f"sends {answering.command} "
    if not text:
        return Content.styled("Enter sends an empty line", "$remark")
    if not answering.revealed:
        text = _cut(text, width - cell_len(label))
    return Content.assemble((visible_text(label), "$remark"), *_coloured(text))


def _cut(text: str, room: int) -> str:
    """Beginning and end, which both tell more than the middle."""
    if len(text) <= room or room < 12:
        return text
    gap = " … "
    behind = (room - len(gap)) // 3
    return text[: room - len(gap) - behind] + gap + text[-behind:]


def _coloured(text: str) -> list[tuple[str, str]]:
    """The base64, the bullets apart from what can be read."""
    runs: list[tuple[str, str]] = []
    for character in text:
        style = "$remark" if character == HIDDEN else "$client"
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + character, style)
        else:
            runs.append((character, style))
    return runs
