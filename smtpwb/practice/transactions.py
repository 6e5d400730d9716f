"""A mail transaction: MAIL, RCPT, DATA or BDAT, and the reply to the message (RFC 5321 §3.3).

Decides what is in order and what is well-formed. Whether a recipient or a message is taken is the post
office's, and which senders are refused is said in `sender_rules`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from smtpwb.practice import sender_rules
from smtpwb.practice.conversation import Chunk, Conversation, Expects, Transaction
from smtpwb.practice.lines import Content
from smtpwb.practice.mailboxes import find, is_here
from smtpwb.practice.received import Received
from smtpwb.practice.replies import reply
from smtpwb.smtp.commands import VERBS as KNOWN
from smtpwb.smtp.commands import Command, Path
from smtpwb.smtp.limits import LEAST_RECIPIENTS, MAX_PATH
from smtpwb.smtp.parameters import PARAMETERS, extension_of, well_formed


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
        return _taken(talk, message, content.octets)
    each = map(message.for_one, range(len(message.recipients)))
    return "\r\n".join(_taken(talk, one, content.octets) for one in each)


def _taken(talk: Conversation, message: Received, octets: int) -> str:
    said = talk.office.message(message, octets, talk.size_limit, judge=not talk.persona.takes_all)
    talk.messages += said.startswith("2")
    return said


def respond_to_chunk(talk: Conversation, octets: bytes) -> str:
    """The reply behind the octets of a chunk (RFC 3030 §2); `octets` is what was kept of them."""
    chunk, transaction = talk.chunk, talk.transaction
    talk.chunk, talk.expects = None, Expects.COMMAND
    assert chunk is not None
    if chunk.refusal or transaction is None:
        return chunk.refusal
    transaction.chunks += octets
    transaction.chunked += chunk.octets
    given_up = transaction.chunked > talk.size_limit
    if chunk.last or given_up:
        return respond_to_content(talk, Content(bytes(transaction.chunks), transaction.chunked, held=True))
    return reply("chunk", octets=chunk.octets)


def mail(talk: Conversation, command: Command) -> str:
    if not talk.hello:
        return reply("hello first", hello="LHLO" if talk.lmtp else "HELO/EHLO")
    if talk.transaction is not None:
        return reply("nested")
    if command.preposition != "FROM" or not command.colon or command.path is None:
        return reply("syntax", syntax=KNOWN["MAIL"].syntax)
    if not _is_path(command.path):
        return reply("bad sender")
    address = command.path.address.decode()
    utf8 = command.parameter("SMTPUTF8") is not None
    refusal = (
        sender_rules.refusal(talk, address)
        or _needs_login(talk)
        or _refused_parameters(talk, command)
        or _refused_charset("MAIL", command.path, utf8)
        or _too_large(talk, command)
        or _too_much(talk)
    )
    if refusal:
        return refusal
    talk.transaction = Transaction(address, _declared(command), utf8, _written(command))
    return reply("sender ok")


def _needs_login(talk: Conversation) -> str:
    """The reply to a client that has to log in first (RFC 6409 §4.3); empty to any other."""
    missing = talk.auth_required and not talk.authenticated
    return reply("authentication required") if missing else ""


def _declared(command: Command) -> int | None:
    """SIZE, in octets (RFC 1870 §3)."""
    size = command.parameter("SIZE")
    return int(size.value) if size is not None and size.value is not None else None


def _too_large(talk: Conversation, command: Command) -> str:
    """The reply to a message declared larger than the server takes (RFC 1870 §6.1); empty to any other."""
    too_large = (_declared(command) or 0) > talk.size_limit
    return reply("size", limit=talk.size_limit) if too_large else ""


def _too_much(talk: Conversation) -> str:
    """The reply to a client that sent enough already; empty to any other, and its message is counted."""
    if talk.persona.messages and talk.messages >= talk.persona.messages:
        return reply("too many messages", host=talk.host)
    return talk.rate.refusal(talk.client) if talk.rate is not None else ""


def rcpt(talk: Conversation, command: Command) -> str:
    transaction = talk.transaction
    if transaction is None:
        return reply("need MAIL")
    if command.preposition != "TO" or not command.colon or command.path is None:
        return reply("syntax", syntax=KNOWN["RCPT"].syntax)
    if command.path.null or not _is_path(command.path):
        return _refused(transaction, reply("bad recipient"))
    refusal = _refused_parameters(talk, command) or _refused_charset("RCPT", command.path, transaction.utf8)
    if refusal:
        return _refused(transaction, refusal)
    if len(transaction.recipients) >= (talk.persona.recipients or LEAST_RECIPIENTS):
        return _refused(transaction, reply("too many recipients"))
    address = command.path.address.decode()
    said = _judged(talk, transaction, address)
    if not said.startswith("2"):
        return _refused(transaction, said)
    transaction.recipients.append(address)
    transaction.recipient_parameters.append(_written(command))
    return said


def _judged(talk: Conversation, transaction: Transaction, address: str) -> str:
    """The reply to a recipient that is well-formed."""
    persona = talk.persona
    if persona.takes_all or (persona.relays and not is_here(address)):
        return reply("recipient ok")
    talk.manner = find(address).manner
    return talk.office.recipient(talk.client, transaction.sender, address, transaction.declared)


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
    return _repeated(command)


def _repeated(command: Command) -> str:
    """The reply to a parameter of DSN that is given twice (RFC 3461 §4.3); empty if none is."""
    given = [one.keyword for one in command.parameters if PARAMETERS[one.keyword].extension == "DSN"]
    twice = next((keyword for keyword in given if given.count(keyword) > 1), "")
    return reply("parameter twice", keyword=twice) if twice else ""


def _refused_charset(verb: str, path: Path, utf8: bool) -> str:
    """The reply to an address that needs SMTPUTF8 and has it not (RFC 6531 §3.5); empty otherwise."""
    return "" if utf8 or path.raw.isascii() else reply(f"{verb} without SMTPUTF8")


def data(talk: Conversation, command: Command) -> str:
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


def bdat(talk: Conversation, command: Command) -> str:
    """Nothing is said before its octets are read."""
    words = command.argument.split()
    if not words or not words[0].isdigit() or (len(words) > 1 and not command.last_chunk):
        return reply("syntax", syntax=KNOWN["BDAT"].syntax)
    ready = talk.transaction is not None and bool(talk.transaction.recipients)
    refusal = "" if ready else reply("need RCPT" if talk.transaction is not None else "need MAIL")
    talk.chunk, talk.expects = Chunk(command.chunk_size, command.last_chunk, refusal), Expects.CHUNK
    return ""
