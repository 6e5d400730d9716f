"""How a typed line reads: one line of text for the place under the composer.

Decides what the server will take the line for, and says so; whether it is right is for `lint`.
Text from the line appears only as visible text, secrets not at all.
"""

from __future__ import annotations

from collections.abc import Callable

from smtpwb.smtp import xtext
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.commands import Command, Parameter, Path, Takes, parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.message import DOT
from smtpwb.smtp.parameters import PARAMETERS, well_formed
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.sasl import CANCEL
from smtpwb.smtp.visible import visible_head

_LONGEST = 60
"""Characters of a repeated part: it shares one line of the screen with the rest of the sentence."""


def reading(line: bytes, dialogue: Dialogue) -> str:
    """How the line reads here; empty for an empty command line."""
    match reads_as(dialogue):
        case Reads.CONTENT if dialogue.chunk_left:
            return _joined("of a chunk", _octets(line), _left(len(line) + 2, dialogue.chunk_left))
        case Reads.CONTENT:
            return "ends the message" if line == DOT else _joined("content line", _octets(line))
        case Reads.ANSWER:
            return _answer(line)
        case Reads.COMMAND:
            return _command(parse(line)) if line.strip(b" \t") else ""


def _left(octets: int, due: int) -> str:
    """What is due of a chunk when so many octets have gone."""
    if octets > due:
        return f"{octets - due:,} more than the {due:,} it still takes"
    return f"{due - octets:,} of it left after this" if octets < due else "fills it"


def shown(data: bytes) -> str:
    """Octets from the line as visible text, cut when too long to repeat."""
    return visible_head(data, _LONGEST)


def _answer(line: bytes) -> str:
    if line == CANCEL:
        return "gives up the authentication"
    return "answer to the challenge, masked" if line else "empty answer to the challenge"


def _command(command: Command) -> str:
    if command.known is None:
        return "unknown verb"
    if not command.argument and command.known.takes is not Takes.NOTHING:
        return _joined(command.known.syntax, _octets(command.line))
    return _joined(*_ARGUMENT[command.known.takes](command), _octets(command.line))


def duration(seconds: int) -> str:
    """A span of time in the unit that suits it: `90 s`, `15 min`, `36 h`, `7 days`."""
    for length, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if abs(seconds) >= 2 * length and seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds:,} s"


def _path(command: Command) -> tuple[str, ...]:
    side = "reverse-path" if command.verb == "MAIL" else "forward-path"
    return (f"{side} {_address(command.path)}", *map(_parameter, command.parameters))


def _address(path: Path | None) -> str:
    if path is None:
        return "missing"
    if path.null:
        return "<> (null: bounces)"
    route = f" by way of {shown(path.route)}" if path.route else ""
    return shown(path.address or path.raw) + route


def _parameter(parameter: Parameter) -> str:
    if not parameter.keyword or parameter.value is None:
        return shown(parameter.raw)
    known = PARAMETERS.get(parameter.keyword)
    if known is not None and well_formed(parameter, known) and known.keyword in _VALUES:
        return f"{parameter.keyword} {_VALUES[known.keyword](parameter.value)}"
    return f"{parameter.keyword} {shown(parameter.value)}"


def _in_clear(value: bytes) -> str:
    return shown(xtext.decode(value))


def _by(value: bytes) -> str:
    seconds, _, mode = value.upper().partition(b";")
    late = "return" if mode.startswith(b"R") else "notify"
    return f"{duration(int(seconds))}, else {late}{', with trace' if mode.endswith(b'T') else ''}"


_VALUES: dict[str, Callable[[bytes], str]] = {
    # parameters whose value says more when it is written out
    "SIZE": lambda value: f"{int(value):,} octets",
    "ENVID": _in_clear,
    "ORCPT": _in_clear,
    "AUTH": _in_clear,
    "SUBMITTER": _in_clear,
    "BY": _by,
    "HOLDFOR": lambda value: duration(int(value)),
}


def _domain(command: Command) -> tuple[str, ...]:
    kind = "address literal" if command.argument.startswith(b"[") else "domain"
    return (f"{kind} {shown(command.argument)}",)


def _text(command: Command) -> tuple[str, ...]:
    return (f"string {shown(command.argument)}",)


def _mechanism(command: Command) -> tuple[str, ...]:
    name, *response = command.argument.split(maxsplit=1)
    mechanism = f"mechanism {shown(name.upper())}"
    return (mechanism, "initial response, masked") if response else (mechanism,)


def _size(command: Command) -> tuple[str, ...]:
    size = command.argument.split(maxsplit=1)[0]
    return (f"chunk of {shown(size)} octets", *(("the last",) if command.last_chunk else ()))


def _node(command: Command) -> tuple[str, ...]:
    """RFC 1985 §5: the host's own queue, that of a whole domain, or one by name."""
    kind = {b"@": "mail for all hosts under", b"#": "the queue"}.get(command.argument[:1], "mail for")
    return (f"{kind} {shown(command.argument.lstrip(b'@#'))}",)


def _url(command: Command) -> tuple[str, ...]:
    url = command.argument.split(maxsplit=1)[0]
    return (f"fetch {shown(url)}", *(("the last",) if command.last_chunk else ()))


def _attributes(command: Command) -> tuple[str, ...]:
    pairs = (word.partition(b"=") for word in command.argument.split())
    return tuple(f"{shown(name.upper())} {_in_clear(value)}".rstrip() for name, _, value in pairs)


def _nothing(command: Command) -> tuple[str, ...]:
    return (f"{command.verb}, argument {shown(command.argument)}" if command.argument else command.verb,)


_ARGUMENT = {
    Takes.NOTHING: _nothing,
    Takes.DOMAIN: _domain,
    Takes.REVERSE_PATH: _path,
    Takes.FORWARD_PATH: _path,
    Takes.TEXT: _text,
    Takes.OPTIONAL_TEXT: _text,
    Takes.MECHANISM: _mechanism,
    Takes.SIZE: _size,
    Takes.NODE: _node,
    Takes.URL: _url,
    Takes.ATTRIBUTES: _attributes,
}


def _octets(line: bytes) -> str:
    return f"{counted(len(line), 'byte')} + CRLF"


def _joined(*parts: str) -> str:
    return " · ".join(parts)
