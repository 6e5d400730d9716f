"""What the practice server answers to each line, and how the conversation moves on.

`VERBS` is the table of the commands it has; one function each, from conversation and command to
reply. Bytes in, reply out: reading lines, the TLS handshake and closing are the protocol's.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from datetime import UTC, datetime

from smtpwb.practice import help as helping
from smtpwb.practice.auth import MECHANISMS, Opening
from smtpwb.practice.conversation import Chunk, Conversation, Expects, Transaction
from smtpwb.practice.lines import Content, Line
from smtpwb.practice.office import SIZE_LIMIT
from smtpwb.practice.received import Received
from smtpwb.practice.replies import help_reply, reply
from smtpwb.smtp import sasl
from smtpwb.smtp.commands import VERBS as KNOWN
from smtpwb.smtp.commands import Command, Path, parse
from smtpwb.smtp.extensions import MAX_AUTH_LINE, line_limit
from smtpwb.smtp.grammar import base64_text
from smtpwb.smtp.parameters import PARAMETERS, extension_of, well_formed

MAX_PATH = 256
"""Octets of a path, brackets included (RFC 5321 §4.5.3.1.3)."""
MAX_RECIPIENTS = 100
"""What a server must take at least (RFC 5321 §4.5.3.1.8)."""
_CONTROLS = frozenset(range(0x20)) - {0x09} | {0x7F}
"""Octets that no command line holds, a lone CR among them (RFC 5321 §2.3.8, §4.1.2)."""


_OTHERS_HELLOS = {False: ("LHLO",), True: ("HELO", "EHLO")}
"""By whether it is LMTP: the hellos that are not of this protocol (RFC 2033 §4.1)."""


def respond(talk: Conversation, line: Line) -> str:
    """The reply to a command line."""
    if not line.held:
        return reply("line too long")
    command = parse(line.text)
    if not command.verb or not _CONTROLS.isdisjoint(line.text):
        return reply("bad syntax")
    if line.octets > line_limit(command, talk.extensions):
        return reply("line too long")
    answer = VERBS.get(command.verb)
    if command.verb in _OTHERS_HELLOS[talk.lmtp]:
        return reply("unknown")
    if answer is None:
        return reply("not implemented" if command.known else "unknown")
    return answer(talk, command)


def respond_to_content(talk: Conversation, content: Content) -> str:
    """The reply to the dot, which ends the transaction whatever it says (RFC 5321 §4.1.1.4)."""
    transaction, talk.transaction = talk.transaction, None
    talk.expects = Expects.COMMAND
    assert transaction is not None  # 354 is said inside a transaction only
    if not content.held:
        return reply("line too long")
    message = Received(
        number=0,
        sender=transaction.sender,
        recipients=tuple(transaction.recipients),
        content=content.text,
        time=datetime.now(UTC),
        client=talk.client,
        hello=talk.hello,
        authenticated=talk.authenticated,
        secured=talk.secured,
        host=talk.host,
        extended=talk.extended,
        lmtp=talk.lmtp,
        utf8=transaction.utf8,
        tls=talk.tls,
        mail_parameters=transaction.parameters,
        recipient_parameters=tuple(transaction.recipient_parameters),
    )
    if not talk.lmtp:
        return talk.office.message(message, content.octets)
    each = map(message.for_one, range(len(message.recipients)))
    return "\r\n".join(talk.office.message(one, content.octets) for one in each)


def respond_to_chunk(talk: Conversation, octets: bytes) -> str:
    """The reply behind the octets of a chunk (RFC 3030 §2); `octets` is what was kept of them."""
    chunk, transaction = talk.chunk, talk.transaction
    talk.chunk, talk.expects = None, Expects.COMMAND
    assert chunk is not None
    if chunk.refusal or transaction is None:
        return chunk.refusal
    transaction.chunks += octets
    transaction.chunked += chunk.octets
    if chunk.last or transaction.chunked > SIZE_LIMIT:  # a message that cannot be had is given up at once
        return respond_to_content(talk, Content(bytes(transaction.chunks), transaction.chunked, held=True))
    return reply("chunk", octets=chunk.octets)


def respond_to_answer(talk: Conversation, line: Line) -> str:
    """The reply to an answer to a 334 (RFC 4954 §4)."""
    if not line.held or line.octets > MAX_AUTH_LINE:
        return _end_exchange(talk, reply("answer too long"))
    if line.text == sasl.CANCEL:
        return _end_exchange(talk, reply("cancelled"))
    if base64_text.fullmatch(line.text) is None:
        return _end_exchange(talk, reply("bad base64"))
    return _next_step(talk, binascii.a2b_base64(line.text))


def _end_exchange(talk: Conversation, said: str) -> str:
    talk.exchange, talk.expects = None, Expects.COMMAND
    return said


def _next_step(talk: Conversation, answer: bytes | None) -> str:
    """Hand the mechanism an answer, or start it with None; its challenge or its verdict is the reply."""
    assert talk.exchange is not None
    try:
        challenge = talk.exchange.send(answer)  # type: ignore[arg-type]  # None starts a generator
    except StopIteration as verdict:
        talk.authenticated = verdict.value == "authenticated"
        return _end_exchange(talk, reply(verdict.value))
    talk.expects = Expects.ANSWER
    return reply("challenge", challenge=binascii.b2a_base64(challenge, newline=False).decode())


def _helo(talk: Conversation, command: Command) -> str:
    if not _greets(talk, command):
        return reply("hello syntax", syntax=KNOWN["HELO"].syntax)
    return reply("hello", host=talk.host)


def _ehlo(talk: Conversation, command: Command) -> str:
    if not _greets(talk, command):
        return reply("hello syntax", syntax=KNOWN[command.verb].syntax)
    lines = [talk.host, *talk.offers]
    return "\r\n".join([f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"])


def _greets(talk: Conversation, command: Command) -> bool:
    """Any name will do, an address as well; a refused one changes nothing (RFC 5321 §4.1.4)."""
    if not command.argument or not command.argument.isascii():
        return False
    talk.hello, talk.extended = command.argument.decode(), command.verb != "HELO"
    talk.transaction = None
    return True


def _mail(talk: Conversation, command: Command) -> str:
    if not talk.hello:
        return reply("hello first", hello="LHLO" if talk.lmtp else "HELO/EHLO")
    if talk.auth_required and not talk.authenticated:
        return reply("authentication required")
    if talk.transaction is not None:
        return reply("nested")
    if command.preposition != "FROM" or not command.colon or command.path is None:
        return reply("syntax", syntax=KNOWN["MAIL"].syntax)
    if not _is_path(command.path):
        return reply("bad sender")
    utf8 = command.parameter("SMTPUTF8") is not None
    refusal = _refused_parameters(talk, command) or _refused_charset(command.path, utf8)
    if refusal:
        return refusal
    size = command.parameter("SIZE")
    declared = int(size.value) if size is not None and size.value is not None else None
    if declared is not None and declared > SIZE_LIMIT:
        return reply("size", limit=SIZE_LIMIT)
    talk.transaction = Transaction(command.path.address.decode(), declared, utf8, _written(command))
    return reply("sender ok")


def _rcpt(talk: Conversation, command: Command) -> str:
    transaction = talk.transaction
    if transaction is None:
        return reply("need MAIL")
    if command.preposition != "TO" or not command.colon or command.path is None:
        return reply("syntax", syntax=KNOWN["RCPT"].syntax)
    if command.path.null or not _is_path(command.path):
        return _refused(transaction, reply("bad recipient"))
    refusal = _refused_parameters(talk, command) or _refused_charset(command.path, transaction.utf8)
    if refusal:
        return _refused(transaction, refusal)
    if len(transaction.recipients) >= MAX_RECIPIENTS:
        return _refused(transaction, reply("too many recipients"))
    address = command.path.address.decode()
    said = talk.office.recipient(talk.client, transaction.sender, address, transaction.declared)
    if not said.startswith("2"):
        return _refused(transaction, said)
    transaction.recipients.append(address)
    transaction.recipient_parameters.append(_written(command))
    return said


def _written(command: Command) -> tuple[str, ...]:
    """Its parameters, as they were written."""
    return tuple(parameter.raw.decode("utf-8", "replace") for parameter in command.parameters)


def _refused(transaction: Transaction, said: str) -> str:
    transaction.refused += 1
    return said


def _is_path(path: Path) -> bool:
    """Whether it can be used as a path at all: in brackets, well-formed, not too long, UTF-8."""
    try:
        path.raw.decode()
    except UnicodeDecodeError:
        return False
    return path.bracketed and path.well_formed and len(path.raw) <= MAX_PATH


def _refused_parameters(talk: Conversation, command: Command) -> str:
    """The reply to the first parameter that cannot be taken (RFC 5321 §4.1.1.11); empty if all can."""
    for parameter in command.parameters:
        known = PARAMETERS.get(parameter.keyword)
        shown = parameter.raw.decode("ascii", "backslashreplace")[:MAX_PATH]
        if (
            known is None
            or command.verb not in known.verbs
            or extension_of(parameter, known) not in talk.extensions
        ):
            return reply("unsupported parameter", parameter=shown)
        if not well_formed(parameter, known):
            return reply("bad parameter value", parameter=shown)
    return ""


def _refused_charset(path: Path, utf8: bool) -> str:
    """The reply to an address that needs SMTPUTF8 and has it not (RFC 6531 §3.5); empty otherwise."""
    return "" if utf8 or path.raw.isascii() else reply("no SMTPUTF8")


def _data(talk: Conversation, command: Command) -> str:
    transaction = talk.transaction
    if transaction is None or not (transaction.recipients or transaction.refused):
        return reply("need RCPT")
    if not transaction.recipients:
        return reply("need RCPT" if talk.lmtp else "no valid recipients")  # RFC 2033 §4.2
    if transaction.chunked:
        return reply("DATA after BDAT")
    if command.argument:
        return reply("syntax", syntax=KNOWN["DATA"].syntax)
    talk.expects = Expects.CONTENT
    return reply("go ahead")


def _bdat(talk: Conversation, command: Command) -> str:
    """Nothing is said before its octets are read."""
    words = command.argument.split()
    if not words or not words[0].isdigit() or (len(words) > 1 and not command.last_chunk):
        return reply("syntax", syntax=KNOWN["BDAT"].syntax)
    ready = talk.transaction is not None and bool(talk.transaction.recipients)
    refusal = "" if ready else reply("need RCPT" if talk.transaction is not None else "need MAIL")
    talk.chunk, talk.expects = Chunk(command.chunk_size, command.last_chunk, refusal), Expects.CHUNK
    return ""


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
    return tuple(verb for verb in VERBS if verb not in _OTHERS_HELLOS[talk.lmtp])


def _help(talk: Conversation, command: Command) -> str:
    if not command.argument:
        return help_reply(helping.overview(talk.host, _verbs(talk), talk.office.speed))
    told = helping.topic(command.argument.decode("utf-8", "replace"), _verbs(talk), talk.office.speed)
    return help_reply(told) if told else reply("no help")


def _quit(talk: Conversation, command: Command) -> str:
    if command.argument:
        return reply("syntax", syntax=KNOWN["QUIT"].syntax)
    talk.expects = Expects.NOTHING
    return reply("bye")


def _starttls(talk: Conversation, command: Command) -> str:
    if command.argument:
        return reply("syntax", syntax=KNOWN["STARTTLS"].syntax)
    if talk.secured:
        return reply("TLS active")
    if talk.transaction is not None:
        return reply("in transaction")
    talk.expects = Expects.HANDSHAKE
    return reply("tls ready")


def _auth(talk: Conversation, command: Command) -> str:
    if not talk.extended:
        return reply("EHLO first")
    if talk.transaction is not None:
        return reply("in transaction")
    if talk.authenticated:
        return reply("already authenticated")
    words = command.argument.split()
    if not 1 <= len(words) <= 2:
        return reply("syntax", syntax=KNOWN["AUTH"].syntax)
    mechanism = MECHANISMS.get(words[0].upper().decode("ascii", "replace"))
    if mechanism is None:
        return reply("no mechanism")
    initial = words[1] if len(words) == 2 else None
    if initial is not None and initial != sasl.EMPTY and base64_text.fullmatch(initial) is None:
        return reply("bad base64")
    talk.exchange = mechanism(Opening(_decoded(initial), talk.secured))
    return _next_step(talk, None)


def _decoded(initial: bytes | None) -> bytes | None:
    if initial is None:
        return None
    return b"" if initial == sasl.EMPTY else binascii.a2b_base64(initial)


VERBS: dict[str, Callable[[Conversation, Command], str]] = {
    "HELO": _helo,
    "EHLO": _ehlo,
    "LHLO": _ehlo,
    "STARTTLS": _starttls,
    "AUTH": _auth,
    "MAIL": _mail,
    "RCPT": _rcpt,
    "DATA": _data,
    "BDAT": _bdat,
    "RSET": _rset,
    "VRFY": _vrfy,
    "NOOP": _noop,
    "HELP": _help,
    "QUIT": _quit,
}
"""The commands of this server, in the order in which HELP names them."""
