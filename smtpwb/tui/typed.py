"""What is said of a line while it is typed: how it reads, what is doubtful, how it may go on.

Gathers what `session.target` and `smtp` say into what the composer shows. Their modules are imported
when the first line is read, not on the way to the first frame.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import msgspec
from textual.content import Content

from smtpwb.errors import UsageError
from smtpwb.session import target
from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.reads import Reads, reads_as, secret_in, shifted
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.loopback import TO_PRACTICE

if TYPE_CHECKING:
    from smtpwb.smtp.lint import Finding

_OFFERED = "Tab takes what is offered, or type your own; Enter sends"
WAYS = {
    "mx:": "mx:DOMAIN looks up its mail exchangers, and connects to one",
    "unix:/": "unix:/PATH connects to a unix socket",
    "pipe:": "pipe:COMMAND ARGUMENT … talks to a command's stdin and stdout",
}
"""How the kinds of places begin that are named before a colon, and what is said of each."""
_NOT_AN_ORDER = "not connected: write telnet HOST 25, or press ^o"
_SEVERITY_STYLE = {"error": "$reply-5yz", "warning": "$reply-4yz", "info": "$reply-3yz"}


class Told(msgspec.Struct, frozen=True):
    """What the composer shows beside a line."""

    prompt: str
    reading: Content
    doubt: Content
    offers: tuple[str, ...]
    """Whole lines that the typed one may become, best first."""
    title: str = ""
    """Stands in the frame above; empty: nothing does."""


def connecting(progress: str) -> Told:
    """While a connection is being made."""
    return Told("…", Content(progress), Content.styled("Esc cancels", "$remark"), ())


def handshaking() -> Told:
    """While a TLS handshake is under way: whatever is typed has to wait."""
    return Told("…", Content("the TLS handshake is under way"), Content.styled("^] hangs up", "$remark"), ())


def offline(line: str, wanted: Sequence[str], again: bool, carrier: str = "", silent: bool = False) -> Told:
    """While there is no connection: the line is an order to connect, to one of `wanted` perhaps, through
    what `carrier` names. `silent`: nothing is offered."""
    if silent:
        return Told("→", _order(line, again, carrier, silent), Content(""), ())
    orders = (*wanted, TO_PRACTICE, *_personas(line))
    offers = tuple(
        o for o in dict.fromkeys(orders) if o and o.lower().startswith(line.lower()) and target.is_target(o)
    )
    begun = tuple(way for way in WAYS if len(line) > 1 and way.startswith(line.lower()))
    return Told("→", _order(line, again, carrier), Content(""), offers or begun)


def _personas(line: str) -> tuple[str, ...]:
    """An order to connect to each persona of the practice server, once a host is being typed."""
    if not line.lower().startswith("telnet "):
        return ()
    from smtpwb.practice.persona import personas

    return tuple(f"telnet {persona.address}" for persona in personas())


def _order(line: str, again: bool, carrier: str, silent: bool = False) -> Content:
    if not line and silent:
        return Content.styled("not connected: type the order to connect, then Enter", "$remark")
    if not line:
        said = (
            "closed: Tab, then Enter, connects again" if again else "not connected: Tab, then Enter, connects"
        )
        return Content.styled(said, "$remark")
    for way, said in WAYS.items():
        if len(line) > 1 and way.startswith(line.strip().lower()):
            return Content.styled(said, "$remark")
    if not target.is_target(line):
        return Content.styled(_NOT_AN_ORDER, "$reply-4yz")
    try:
        read = target.parse(line)
    except UsageError as error:
        return Content.styled(visible_text(error.sentence), "$reply-5yz")
    kind = "TLS at once" if read.tls else "plain"
    via = f" via {carrier}" if carrier and _leaves_here(read) else ""
    return Content(visible_text(f"connects to {read.place}{via}, {kind}"))


def _leaves_here(read: target.Target) -> bool:
    from smtpwb.practice.ports import is_practice

    return read.way in (target.Way.HOST, target.Way.MX) and not is_practice(read.host)


def online(
    line: str,
    dialogue: Dialogue,
    hello_name: str,
    addresses: Sequence[str],
    hint: str,
    awaiting: Collection[str] = (),
    loopback: bool = False,
    group: Sequence[bytes] = (),
    silent: bool = False,
) -> Told:
    """While a connection stands: the line is a command, content or an answer, as the dialogue has it.

    `group` is queued to go out before it in the same write; `dialogue` is foreseen behind that then.
    `awaiting` is what is owed a reply: an answer typed ahead of its challenge is read as one, too.
    `loopback`: the server is on this machine. `silent`: nothing is offered.
    """
    from smtpwb.smtp.completion import complete
    from smtpwb.smtp.lint import lint
    from smtpwb.smtp.reading import reading

    if reads_as(dialogue, awaiting) is Reads.ANSWER:
        dialogue = msgspec.structs.replace(dialogue, state=State.AUTH)
    octets = line.encode("utf-8", "surrogateescape")
    offers = complete(
        line, dialogue, hello_name=hello_name, addresses=addresses, hints=(hint,) if hint else ()
    )
    found = lint(octets, dialogue, loopback, group) if line else ()
    goes_on = bool(offers) and len(offers[0]) > len(line)
    offers = () if silent else offers
    reads = line or dialogue.state is State.CONTENT or dialogue.chunk_left
    said = reading(octets, dialogue) if reads else _idle(dialogue, offers)
    return Told("C:", Content(said), _doubt(found, goes_on), offers)


def _idle(dialogue: Dialogue, offers: Sequence[str]) -> str:
    """While nothing is typed."""
    if not dialogue.open:
        return "the server said that it closes: QUIT, or hang up with ^]"
    if reads_as(dialogue) is Reads.ANSWER:
        return "the answer in base64 is masked as you type; * alone gives up"
    return _OFFERED if offers else "type a command; Enter sends"


def left_over() -> Told:
    """While an answer stands in the composer that no challenge is open for any more."""
    said = Content.styled("an answer, masked, but its challenge is gone: ^u clears it", "$reply-4yz")
    return Told("C:", said, Content(""), ())


def _doubt(found: Sequence[Finding], goes_on: bool) -> Content:
    """The worst finding; while the line can still be completed, it is only hinted at."""
    if not found:
        return Content("")
    worst = found[0]
    more = f" · {len(found) - 1} more" if len(found) > 1 else ""
    style = "$remark" if goes_on else _SEVERITY_STYLE[worst.severity]
    return Content.assemble((worst.text, style), (f" {worst.source}{more}", "$remark"))


def secret_octets(octets: bytes, dialogue: Dialogue, awaiting: Collection[str]) -> sasl.Ranges:
    """Which octets of a line are secret, by what it is taken for."""
    return secret_in(octets, reads_as(dialogue, awaiting))


def secrets(line: str, dialogue: Dialogue, awaiting: Sequence[str], unended: bytes = b"") -> sasl.Ranges:
    """Which characters of a typed line are secret (law 4); `unended`: what went out raw before it."""
    octets = line.encode("utf-8", "surrogateescape")
    ranges = shifted(secret_octets(unended + octets, dialogue, awaiting), -len(unended))
    return tuple((_characters(octets[:begin]), _characters(octets[:end])) for begin, end in ranges)


def _characters(octets: bytes) -> int:
    return len(octets.decode("utf-8", "surrogateescape"))
