"""How the form of AUTH is drawn in the composer: what is asked, how the response is made, and its base64.

Two rows under the line: what is doubtful, or else how the response is made, and then the line that would go.
What a challenge says stands in the frame above. No row shows a secret, unless it was revealed (law 4).
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from smtpwb.smtp import challenge
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint.sasl import crosses_in_clear
from smtpwb.smtp.sasl.by_hand import is_encoded, is_response
from smtpwb.smtp.sasl.secret import HIDDEN
from smtpwb.smtp.sasl.steps import CannotRespond
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.tui.form import Form
from smtpwb.tui.typed import Told

_LONGEST = 120
"""Characters of a challenge that are worth a place in the frame; the Reply panel says all of it."""


def told(form: Form, line: str, dialogue: Dialogue, loopback: bool, note: str, width: int) -> Told:
    """What the composer shows while a form is filled in.

    `loopback`: nobody reads along; `note`: what is to be said of the secret's source; `width`: columns of a
    row under the line.
    """
    prompt = f"{form.field.label}:" if form.field is not None else "C:"
    reading, sends = _reading(form, line, in_clear(form, dialogue, loopback), note), _sends(form, line, width)
    if form.revealed and sends.cell_length > width:  # all of it matters more now than how it is made
        reading, sends = sends[:width], sends[width:]
    return Told(prompt, reading, sends, (), _title(form))


def _title(form: Form) -> str:
    if form.challenge is None:
        return f"AUTH {visible_text(form.mechanism)}: the response that goes with it"
    return f"{visible_text(form.mechanism)} · 334 {_shown(form.challenge)}"


def _shown(said: bytes) -> str:
    if not said:
        return "(nothing: you speak first)"
    text = visible(said[:_LONGEST])
    return challenge.read("", said)[0] if text.count("<") * 8 > len(text) else f"“{text}”"


def _reading(form: Form, line: str, in_clear: str, note: str) -> Content:
    """The gravest thing there is to say."""
    if form.busy:
        return Content.styled("computing the proof …", "$reply-3yz")
    if (check := form.check) is not None:
        return Content.styled(visible_text(check.text), "$reply-2yz" if check.good else "$reply-5yz bold")
    if line == "*" and not form.command:
        return Content.styled("* alone gives up the authentication: expect 501", "$reply-3yz")
    if note:
        return Content.styled(visible_text(note), "$reply-3yz")
    if form.field is not None and not form.field.secret and (doubt := _encoded(line)):
        return Content.styled(doubt, "$reply-4yz")
    return Content.styled(in_clear, "$reply-5yz bold") if in_clear else Content(_how(form))


def _encoded(line: str) -> str:
    """What was typed in base64, out of habit."""
    if is_response(line):
        return "that is a whole response already: Esc, then type it behind AUTH"
    if is_encoded(line):
        return "that is base64 already, and would be encoded again: answer by hand"
    return ""


def in_clear(form: Form, dialogue: Dialogue, loopback: bool) -> str:
    """What anyone on the way would read; empty where nobody can."""
    return "" if loopback else crosses_in_clear(form.mechanism, dialogue)


def _how(form: Form) -> str:
    others = [one.label for one in form.step.asks if one.optional and one != form.field]
    return form.step.told(form.said) + (f" · ↑ {', '.join(others)}" if others else "")


def _sends(form: Form, line: str, width: int) -> Content:
    """The line that would go."""
    if form.busy:
        return Content("")
    if not form.step.asks and line and line != "*":
        return Content.styled("that is no answer here: Enter alone goes on, * gives up", "$reply-4yz")
    try:
        text = form.preview(line)
    except CannotRespond as error:
        return Content.styled(visible_text(error.sentence), "$reply-5yz")
    if not text:
        return Content.styled("Enter sends an empty line", "$remark")
    label = f"sends {visible_text(form.command)} " if form.command else "sends "
    if not form.revealed:
        text = _cut(text, width - cell_len(label))
    return Content.assemble((label, "$remark"), *_coloured(text))


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
