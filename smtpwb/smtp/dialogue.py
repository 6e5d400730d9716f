"""The state machine of the dialogue: where it stands, and what may be said there.

The rules, all from RFC 5321 §4.1.4 and §4.3.2 unless a row says otherwise:
1. State changes on the reply, never on the command.
2. A reply that a row gives no move for changes nothing.
3. `421` in any state, and the end of the stream, close (RFC 5321 §3.8, §4.2.1).
4. `BASE` is where a dialogue without a transaction stands: HELLO if HELO or EHLO was accepted, else GREETED.
   Where no greeting was accepted, or goodbye is said, there is no way back to it.
5. A verb out of its place may still be sent (law 5); if the server accepts it all the same, the
   server is right and the dialogue moves. If the server refuses it, nothing changes. What is no verb
   (greeting, dot, SASL answer) moves in its place only: elsewhere the server took it for something else.
6. A transaction is known in MAIL, RCPT and CONTENT, and in an AUTH begun there; any other move ends it.
7. After a 220 to XCLIENT, which greets again, the dialogue begins anew (Postfix XCLIENT_README).
8. Once a 220 has ordered the handshake no reply moves anything: what still comes in clear is forgotten by
   the handshake (RFC 3207 §4.2).

`RULES` is the whole of it: what may be said where (`sequence`), completion, lint, the Reply panel and the
tests read this one table. Pairing replies with commands, and times, are not decided here.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from smtpwb.smtp.amounts import counted
from smtpwb.smtp.commands import CHUNKS, HELLOS, Command
from smtpwb.smtp.extensions import Extensions, offered
from smtpwb.smtp.growing import grown
from smtpwb.smtp.replies import Reply


class State(enum.Enum):
    """Where the dialogue stands; the value is what the header line says of it."""

    OFFLINE = "not connected"
    CONNECTED = "connected, no greeting yet"
    REFUSED = "greeted with a refusal"
    GREETED = "greeted"
    HELLO = "HELO given"
    MAIL = "sender accepted"
    RCPT = "recipients accepted"
    CONTENT = "sending the message"
    AUTH = "authenticating"
    TLS = "TLS handshake"
    QUIT = "goodbye said"
    CLOSED = "closed"


S = State
BASE = "base"
"""A move to where no transaction is: HELLO or GREETED (rule 4)."""

_OPEN = frozenset({S.GREETED, S.HELLO, S.MAIL, S.RCPT})


class Rule(msgspec.Struct, frozen=True):
    """One verb: where it is in place, and where each class of reply leads."""

    place: frozenset[State]
    """The states in which the verb is in sequence."""
    yes: State | str | None = None
    """Where a 2yz leads; None: nowhere."""
    more: State | str | None = None
    """Where a 3yz leads."""
    no: State | str | None = None
    """Where a 4yz or 5yz leads."""
    otherwise: str = ""
    """Said of the verb when it is out of place: what must come first, or what it would break."""
    source: str = "RFC 5321 §4.1.4"


GREETING, DOT, ANSWER = "(greeting)", ".", "(answer)"
"""What a reply may answer beside a verb: the opening, the end of the message, a SASL answer line."""
IN_AUTH = frozenset({"AUTH", ANSWER})
"""What a reply answers in a SASL exchange (RFC 4954 §4)."""

RULES: dict[str, Rule] = {
    # verb         in place in                   2yz        3yz        4yz/5yz    out of place
    GREETING: Rule(frozenset({S.CONNECTED}), S.GREETED, None, S.REFUSED, "", "RFC 5321 §3.1"),
    "HELO": Rule(_OPEN, S.HELLO, None, None, "the server has to greet first"),
    "EHLO": Rule(_OPEN, S.HELLO, None, None, "the server has to greet first"),
    "LHLO": Rule(_OPEN, S.HELLO, None, None, "the server has to greet first", "RFC 2033 §4.1"),
    "STARTTLS": Rule(
        frozenset({S.GREETED, S.HELLO}),
        S.TLS,
        None,
        None,
        "not inside a transaction: RSET first",
        "RFC 3207 §4",
    ),
    "AUTH": Rule(
        frozenset({S.HELLO}), BASE, S.AUTH, None, "after EHLO, and not inside a transaction", "RFC 4954 §4"
    ),
    ANSWER: Rule(frozenset({S.AUTH}), BASE, S.AUTH, BASE, "no 334 challenge is open", "RFC 4954 §4"),
    "MAIL": Rule(frozenset({S.HELLO}), S.MAIL, None, None, "HELO or EHLO comes first", "RFC 5321 §4.1.4"),
    "RCPT": Rule(frozenset({S.MAIL, S.RCPT}), S.RCPT, None, None, "MAIL comes first", "RFC 5321 §3.3"),
    "DATA": Rule(frozenset({S.RCPT}), None, S.CONTENT, None, "no recipient accepted", "RFC 5321 §3.3"),
    DOT: Rule(
        frozenset({S.CONTENT}),
        BASE,
        None,
        BASE,
        "no 354 yet: the dot would be read as a command",
        "RFC 5321 §4.1.1.4",
    ),
    "BDAT": Rule(frozenset({S.RCPT}), None, None, None, "no recipient accepted", "RFC 3030 §2"),
    "BDAT LAST": Rule(frozenset({S.RCPT}), BASE, None, BASE, "no recipient accepted", "RFC 3030 §2"),
    "BURL": Rule(frozenset({S.RCPT}), None, None, None, "no recipient accepted", "RFC 4468 §3.3"),
    "BURL LAST": Rule(frozenset({S.RCPT}), BASE, None, BASE, "no recipient accepted", "RFC 4468 §3.3"),
    "RSET": Rule(_OPEN, BASE, None, None, "the server has to greet first", "RFC 5321 §4.1.1.5"),
    "NOOP": Rule(_OPEN, source="RFC 5321 §4.1.1.9"),
    "HELP": Rule(_OPEN, source="RFC 5321 §4.1.1.8"),
    "VRFY": Rule(_OPEN, source="RFC 5321 §4.1.1.6"),
    "EXPN": Rule(_OPEN, source="RFC 5321 §4.1.1.7"),
    "ETRN": Rule(
        frozenset({S.HELLO}), otherwise="after EHLO, and not inside a transaction", source="RFC 1985 §5"
    ),
    "ATRN": Rule(
        frozenset({S.HELLO}), otherwise="after AUTH, and not inside a transaction", source="RFC 2645 §5.2.1"
    ),
    "XCLIENT": Rule(
        frozenset({S.GREETED, S.HELLO}),
        S.GREETED,
        otherwise="not inside a transaction: RSET first",
        source="Postfix XCLIENT_README",
    ),
    "XFORWARD": Rule(
        frozenset({S.GREETED, S.HELLO}),
        otherwise="not inside a transaction: RSET first",
        source="Postfix XFORWARD_README",
    ),
    "QUIT": Rule(_OPEN | {S.REFUSED}, S.QUIT, source="RFC 5321 §4.1.1.10"),
}

NO_VERBS = (GREETING, DOT, ANSWER)
"""What can be answered as such in its place only (rule 5)."""
_TELLING = (GREETING, *HELLOS, "MAIL", "RCPT", "AUTH", ANSWER, "XCLIENT")
"""Whose replies say more than where the dialogue stands."""
NO_CHUNK = ("500", "501", "502")
"""Said to a BDAT that the server does not know, or cannot read: it waits for no chunk (RFC 5321 §4.2.4)."""
_UNMOVED = (S.OFFLINE, S.CLOSED, S.TLS)
_NO_BASE = frozenset({S.CONNECTED, S.REFUSED, S.QUIT})
_IN_TRANSACTION = frozenset({S.MAIL, S.RCPT, S.CONTENT})
_NO_AUTH: dict[str, Any] = {"before_auth": None, "mechanism": "", "responses": 0}
"""What a dialogue has in which no AUTH is under way."""
_NO_TRANSACTION: dict[str, Any] = {
    "reverse_path": None,
    "mail": None,
    "accepted": (),
    "refused": 0,
    "chunked": 0,
}
"""What a dialogue has in which no transaction is open."""


class Dialogue(msgspec.Struct, frozen=True):
    """All that is known of a dialogue at one moment. A value: moving on makes a new one."""

    state: State = S.OFFLINE
    hello: str = ""
    """The verb that was accepted: HELO, EHLO, LHLO or none."""
    extensions: Extensions = msgspec.field(default_factory=Extensions)
    reverse_path: bytes | None = None
    """The address of the accepted MAIL; `b""` is the null reverse-path."""
    mail: Command | None = None
    """The accepted MAIL itself, for its parameters."""
    accepted: Sequence[bytes] = ()
    """Forward-paths accepted in this transaction."""
    refused: int = 0
    """How many RCPT were refused in this transaction."""
    authenticated: bool = False
    secured: bool = False
    began_anew: bool = False
    """STARTTLS, or XCLIENT inside TLS, made the dialogue begin again: what was said is forgotten."""
    before_auth: State | None = None
    """Where AUTH began, to come back there."""
    lmtp: bool = False
    """It is LMTP, by its greeting or by where it is, whatever was said since (RFC 2033 §4.1)."""
    mails: int = 0
    """How many MAIL were answered in this session, well or not (RFC 9422 §4.1)."""
    chunked: int = 0
    """Octets of this message that came, or are to come, in chunks (RFC 3030 §2)."""
    chunk_left: int = 0
    """Octets that a BDAT announced and were not sent yet: before them no command is read (RFC 3030 §2)."""
    mechanism: str = ""
    """Of the AUTH under way, in upper case."""
    responses: int = 0
    """How many responses it has had, one that came with the command included."""

    @property
    def open(self) -> bool:
        """A connection stands."""
        return self.state not in (S.OFFLINE, S.CLOSED)

    @property
    def speaks_lmtp(self) -> bool:
        return self.lmtp or self.hello == "LHLO"

    @property
    def in_transaction(self) -> bool:
        return self.state in _IN_TRANSACTION

    @property
    def standing(self) -> str:
        """Where it stands, for the header line."""
        if self.state is S.HELLO:
            return f"{self.hello} given" + (", authenticated" if self.authenticated else "")
        if self.state is S.RCPT:
            return f"{counted(len(self.accepted), 'recipient')} accepted"
        if self.state is S.GREETED and self.began_anew and not self.hello:
            return f"secured: {'LHLO' if self.lmtp else 'EHLO'} again"
        return str(self.state.value)

    def reset(self) -> Dialogue:
        """As it is after an accepted RSET (RFC 5321 §4.1.1.5); without a transaction the same."""
        return self._moved("RSET", BASE) if self.in_transaction else self

    def opened(self, lmtp: bool = False) -> Dialogue:
        """A connection stands; the greeting is due. `lmtp`: where it leads, LMTP is usual."""
        return Dialogue(S.CONNECTED, lmtp=lmtp)

    def closed(self) -> Dialogue:
        """The stream ended (rule 3)."""
        return replace(self._without_transaction(S.CLOSED), chunk_left=0)

    def secured_now(self) -> Dialogue:
        """A handshake succeeded: after STARTTLS everything is forgotten (RFC 3207 §4.2).

        TLS on connect comes before the greeting, which is still due then (RFC 8314 §3.3).
        """
        anew = self.state is not S.CONNECTED
        state = S.GREETED if anew else S.CONNECTED
        return Dialogue(state, secured=True, began_anew=anew, lmtp=self.speaks_lmtp)

    def not_secured(self) -> Dialogue:
        """A handshake failed: the connection is as it was before STARTTLS, as far as anyone knows."""
        return replace(self, state=self._base()) if self.state is S.TLS else self

    def announced(self, command: Command) -> Dialogue:
        """The dialogue after a command was sent: a BDAT takes what follows it for its chunk."""
        size = command.chunk_size
        return replace(self, chunk_left=size, chunked=self.chunked + size) if size else self

    def took(self, octets: int) -> Dialogue:
        """The dialogue after octets were sent, while a chunk is due."""
        return replace(self, chunk_left=max(0, self.chunk_left - octets)) if self.chunk_left else self

    def replied(self, answers: str, command: Command | None, reply: Reply) -> Dialogue:
        """The dialogue after a reply to `answers`: a verb, GREETING, DOT or ANSWER."""
        code = reply.code
        if code == "421":
            return self.closed()
        if answers == "BDAT" and code in NO_CHUNK and self.chunk_left:
            return replace(self, chunk_left=0)  # what follows is no chunk to it
        last_chunk = answers in CHUNKS and command is not None and command.last_chunk
        rule = RULES.get(f"{answers} LAST" if last_chunk else answers)
        if rule is None or self.state in _UNMOVED:
            return self
        if answers == "MAIL":
            return replace(self, mails=self.mails + 1)._answered(rule, answers, command, reply)
        return self._answered(rule, answers, command, reply)

    def _answered(self, rule: Rule, answers: str, command: Command | None, reply: Reply) -> Dialogue:
        code = reply.code
        if self.state not in rule.place and (answers in NO_VERBS or reply.refuses):
            return self
        if answers == "STARTTLS" and code != "220":
            return self  # only 220 says "begin" (RFC 3207 §4)
        move = {"2": rule.yes, "3": rule.more, "4": rule.no, "5": rule.no}.get(code[:1])
        moved = self if move is None else self._moved(answers, move)
        return moved._learned(answers, command, reply) if answers in _TELLING else moved

    def _base(self) -> State:
        return S.HELLO if self.hello else S.GREETED

    def _moved(self, answers: str, move: State | str) -> Dialogue:
        match move:
            case S.AUTH:
                return replace(self, state=S.AUTH, before_auth=self.before_auth or self.state)
            case S.RCPT | S.CONTENT:
                return replace(self, state=move, **_NO_AUTH)
            case State():
                return self._without_transaction(move)
        if answers in IN_AUTH:  # not to BASE itself: what AUTH interrupted goes on
            return replace(self, state=self.before_auth or self.state, **_NO_AUTH)
        return self if self.state in _NO_BASE else self._without_transaction(self._base())

    def _without_transaction(self, state: State) -> Dialogue:
        return replace(self, state=state, **_NO_TRANSACTION, **_NO_AUTH)

    def _learned(self, answers: str, command: Command | None, reply: Reply) -> Dialogue:
        """What an accepted or refused command adds beside the state."""
        if self.state is S.AUTH and reply.code.startswith("3"):
            return self._asked(answers, command)
        if answers == "RCPT" and reply.refuses:
            return replace(self, refused=self.refused + 1)
        if not reply.accepts:
            return self
        if answers == GREETING:
            return replace(self, lmtp=_is_lmtp(reply, self.lmtp))
        if answers == "XCLIENT":
            return Dialogue(S.GREETED, secured=self.secured, began_anew=self.secured, lmtp=self.speaks_lmtp)
        path = command.path.address if command is not None and command.path is not None else b""
        if answers in HELLOS:
            return replace(
                self, hello=answers, extensions=offered(reply) if answers != "HELO" else Extensions()
            )
        if answers == "MAIL":
            return replace(self, reverse_path=path, mail=command)
        if answers == "RCPT":
            return replace(self, accepted=grown(self.accepted, path))
        if answers in IN_AUTH:
            return replace(self, authenticated=True)
        return self

    def _asked(self, answers: str, command: Command | None) -> Dialogue:
        """A challenge came: the exchange is one response further, or has begun."""
        if answers == ANSWER:
            return replace(self, responses=self.responses + 1)
        if answers != "AUTH" or self.mechanism:
            return self
        words = command.argument.split() if command is not None else []
        name = words[0].upper().decode("ascii", "replace") if words else ""
        return replace(self, mechanism=name, responses=int(len(words) > 1))


def _is_lmtp(greeting: Reply, otherwise: bool) -> bool:
    """Whether a greeting names LMTP; where it names no protocol, `otherwise`."""
    words = b" ".join(greeting.texts[:1]).upper().split()
    return b"LMTP" in words or (otherwise and not {b"SMTP", b"ESMTP"} & set(words))
