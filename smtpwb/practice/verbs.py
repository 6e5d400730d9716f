"""What the practice server answers to each line, and how the conversation moves on.

`VERBS` is the table of the commands it has; one function each, from conversation and command to
reply. Bytes in, reply out: reading lines, the TLS handshake and closing are the protocol's.
"""

from __future__ import annotations

from collections.abc import Callable

from smtpwb.practice import gate, hello_rules, login, transactions
from smtpwb.practice import help as helping
from smtpwb.practice.conversation import Conversation, Expects
from smtpwb.practice.lines import Line
from smtpwb.practice.manner import PLAIN
from smtpwb.practice.replies import help_reply, reply
from smtpwb.smtp.commands import VERBS as KNOWN
from smtpwb.smtp.commands import Command, parse
from smtpwb.smtp.limits import line_limit
from smtpwb.smtp.sequence import OTHERS_HELLOS

_CONTROLS = frozenset(range(0x20)) - {0x09} | {0x7F}
"""Octets that no command line holds, a lone CR among them (RFC 5321 §2.3.8, §4.1.2)."""


def respond(talk: Conversation, line: Line) -> str:
    """The reply to a command line."""
    if not line.held:
        return reply("line too long")
    command = parse(line.text)
    if not command.verb or not _CONTROLS.isdisjoint(line.text):
        return reply("bad syntax")
    if line.octets > line_limit(command.verb, talk.extensions):
        return reply("line too long")
    talk.verb, talk.manner = command.verb, PLAIN
    refusal = gate.refusal(talk, command)
    if refusal:
        return refusal
    answer = VERBS.get(command.verb)
    if command.verb in OTHERS_HELLOS[talk.lmtp]:
        return reply("unknown")
    if answer is None:
        return reply("not implemented" if command.known else "unknown")
    said = answer(talk, command)
    if said[:1] in ("2", "3"):
        talk.manner = talk.persona.manners.get(command.verb, talk.manner)
    return said


def _helo(talk: Conversation, command: Command) -> str:
    return _refused_name(talk, command) or reply("hello", host=talk.host)


def _ehlo(talk: Conversation, command: Command) -> str:
    refusal = _refused_name(talk, command)
    if refusal:
        return refusal
    lines = [talk.host, *talk.offers]
    return "\r\n".join([f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"])


def _refused_name(talk: Conversation, command: Command) -> str:
    """The reply to a hello that is not taken, and changes nothing (RFC 5321 §4.1.4); empty if it is."""
    if not command.argument or not command.argument.isascii():
        return reply("hello syntax", syntax=KNOWN[command.verb].syntax)
    name = command.argument.decode()
    refusal = hello_rules.refusal(talk.host, name) if talk.persona.hello_rules else ""
    if not refusal:
        talk.hello, talk.extended, talk.transaction = name, command.verb != "HELO", None
    return refusal


def _rset(talk: Conversation, command: Command) -> str:
    if command.argument:
        return reply("syntax", syntax=KNOWN["RSET"].syntax)
    talk.transaction = None
    return reply("ok")


def _noop(talk: Conversation, command: Command) -> str:
    return reply("ok")


def _vrfy(talk: Conversation, command: Command) -> str:
    """Neither yes nor no: whether a mailbox exists is said at RCPT (RFC 5321 §7.3)."""
    return reply("not verified") if command.argument else reply("syntax", syntax=KNOWN["VRFY"].syntax)


def _verbs(talk: Conversation) -> tuple[str, ...]:
    """Those that this server has."""
    known = talk.persona.commands or tuple(VERBS)
    others = (*OTHERS_HELLOS[talk.lmtp], *talk.persona.without)
    return tuple(verb for verb in VERBS if verb in known and verb not in others)


def _help(talk: Conversation, command: Command) -> str:
    if not command.argument:
        return help_reply(helping.overview(talk.persona, _verbs(talk), talk.mechanisms, talk.office.speed))
    told = helping.topic(command.argument.decode("utf-8", "replace"), _verbs(talk), talk.office.speed)
    return help_reply(told) if told else reply("no help")


def _quit(talk: Conversation, command: Command) -> str:
    if command.argument:
        return reply("syntax", syntax=KNOWN["QUIT"].syntax)
    talk.expects = Expects.NOTHING
    return reply("bye")


def _starttls(talk: Conversation, command: Command) -> str:
    if "STARTTLS" in talk.persona.without:
        return reply("not implemented")
    if command.argument:
        return reply("syntax", syntax=KNOWN["STARTTLS"].syntax)
    if talk.secured:
        return reply("TLS active")
    if talk.transaction is not None:
        return reply("in transaction")
    said = reply(talk.persona.starttls)
    if said.startswith("220"):
        talk.expects = Expects.HANDSHAKE
    return said


VERBS: dict[str, Callable[[Conversation, Command], str]] = {
    "HELO": _helo,
    "EHLO": _ehlo,
    "LHLO": _ehlo,
    "STARTTLS": _starttls,
    "AUTH": login.auth,
    "MAIL": transactions.mail,
    "RCPT": transactions.rcpt,
    "DATA": transactions.data,
    "BDAT": transactions.bdat,
    "RSET": _rset,
    "VRFY": _vrfy,
    "NOOP": _noop,
    "HELP": _help,
    "QUIT": _quit,
}
"""The commands of this server, in the order in which HELP names them."""
