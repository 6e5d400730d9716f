"""The state machine against a server that obeys the RFCs and knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smtpwb.smtp.dialogue import State
from tests.dialogues import Stage

PROCEED, LATER, NO = "250", "450", "550"


@dataclass
class Server:
    """A small server: it answers each line by RFC 5321 §4.1.4, RFC 3207 and RFC 4954.

    What it is free to decide (a sender, a recipient, a message, a name) is given with the line.
    """

    hello: str = ""
    sender: bytes | None = None
    recipients: list[bytes] = field(default_factory=list)
    reading: str = "commands"
    """`commands`, `text`, `answers`, `handshake` or `nothing`."""
    user: bool = False
    tls: bool = False

    def answer(self, line: str, decides: str) -> str:
        """The reply to a line, or empty where none is due."""
        if self.reading == "text":
            return self._text(line, decides)
        if self.reading == "answers":
            return self._sasl(line, decides)
        verb, _, argument = line.partition(" ")
        return {
            "HELO": self._hello,
            "EHLO": self._hello,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "AUTH": self._auth,
            "STARTTLS": self._starttls,
            "QUIT": self._quit,
        }.get(verb, self._other)(verb, argument, decides)

    def forget(self) -> None:
        self.sender, self.recipients = None, []

    def _hello(self, verb: str, name: str, decides: str) -> str:
        if decides == PROCEED:
            self.hello = verb
            self.forget()
        return decides

    def _mail(self, verb: str, path: str, decides: str) -> str:
        if not self.hello or self.sender is not None:
            return "503"
        if decides == PROCEED:
            self.sender = _address(path)
        return decides

    def _rcpt(self, verb: str, path: str, decides: str) -> str:
        if self.sender is None:
            return "503"
        if decides == PROCEED:
            self.recipients.append(_address(path))
        return decides

    def _data(self, verb: str, nothing: str, decides: str) -> str:
        if not self.recipients:
            return "554" if self.sender is not None else "503"
        if decides != PROCEED:
            return decides
        self.reading = "text"
        return "354"

    def _text(self, line: str, decides: str) -> str:
        if line != ".":
            return ""
        self.reading = "commands"
        self.forget()
        return decides

    def _rset(self, verb: str, nothing: str, decides: str) -> str:
        self.forget()
        return PROCEED

    def _auth(self, verb: str, mechanism: str, decides: str) -> str:
        if self.user or self.sender is not None or not self.hello:
            return "503"
        if decides != PROCEED:
            return decides
        if mechanism == "LOGIN":
            self.reading = "answers"
            return "334"
        self.user = True
        return "235"

    def _sasl(self, line: str, decides: str) -> str:
        if decides == LATER and line != "*":
            return "334"
        self.reading = "commands"
        if line == "*" or decides == NO:
            return "535"
        self.user = True
        return "235"

    def _starttls(self, verb: str, nothing: str, decides: str) -> str:
        if self.tls or self.sender is not None:
            return "503"
        if decides != PROCEED:
            return "454"
        self.reading = "handshake"
        return "220"

    def _quit(self, verb: str, nothing: str, decides: str) -> str:
        self.reading = "nothing"
        self.forget()
        return "221"

    def _other(self, verb: str, argument: str, decides: str) -> str:
        return {"NOOP": "250", "HELP": "214", "VRFY": "252", "EXPN": "502"}.get(verb, "500")

    @property
    def stands(self) -> State:
        """Where this server would say the dialogue is."""
        elsewhere = {
            "text": State.CONTENT,
            "answers": State.AUTH,
            "handshake": State.TLS,
            "nothing": State.QUIT,
        }
        if self.reading in elsewhere:
            return elsewhere[self.reading]
        if self.sender is not None:
            return State.RCPT if self.recipients else State.MAIL
        return State.HELLO if self.hello else State.GREETED


def _address(path: str) -> bytes:
    return path[path.index("<") + 1 : path.index(">")].encode()


LINES = (
    *("HELO a.test", "EHLO a.test", "MAIL FROM:<ann@a.test>", "MAIL FROM:<>", "RCPT TO:<bob@b.test>"),
    *("RCPT TO:<cid@c.test>", "DATA", "RSET", "NOOP", "HELP", "VRFY bob", "EXPN list", "NONSENSE", "."),
    *("AUTH LOGIN", "AUTH PLAIN AGEAYg==", "*", "YQ==", "STARTTLS", ""),
)
decisions = st.sampled_from([PROCEED, PROCEED, LATER, NO])


class Conversation(RuleBasedStateMachine):
    """A user who says anything at any time, and a server that knows the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.stage = Stage()
        self.stage.opened()
        self.stage.arrived(b"220 practice.test\r\n")

    def _say(self, line: str, decides: str) -> None:
        self.stage.sent(line.encode() + b"\r\n")
        if code := self.server.answer(line, decides):
            self.stage.arrived(f"{code}-first\r\n{code} last\r\n".encode())

    @rule(line=st.sampled_from(LINES), decides=decisions)
    @precondition(lambda self: self.server.reading not in ("handshake", "nothing"))
    def say(self, line: str, decides: str) -> None:
        self._say(line, decides)

    @rule(decides=decisions)
    @precondition(lambda self: self.server.reading == "commands")
    def say_what_is_due(self, decides: str) -> None:
        """The main road, so that transactions become complete often enough."""
        due = {
            State.GREETED: "EHLO a.test",
            State.HELLO: "MAIL FROM:<ann@a.test>",
            State.MAIL: "RCPT TO:<bob@b.test>",
        }
        self._say(due.get(self.server.stands, "DATA"), decides)

    @rule(done=st.booleans())
    @precondition(lambda self: self.server.reading == "handshake")
    def shake_hands(self, done: bool) -> None:
        if done:
            self.server = Server(tls=True)
            self.stage.secured()
        else:
            self.server.reading = "commands"
            self.stage.not_secured()

    @rule()
    @precondition(lambda self: self.server.reading == "commands")
    def say_goodbye(self) -> None:
        self._say("QUIT", PROCEED)

    @rule(how=st.sampled_from(["S: <closed>", "C: <close>"]))
    @precondition(lambda self: self.server.reading == "nothing")
    def begin_again(self, how: str) -> None:
        self.stage.line(how)
        assert self.stage.transcript.dialogue.state is State.CLOSED
        self.server = Server()
        self.stage.opened()
        self.stage.arrived(b"220 practice.test\r\n")

    @invariant()
    def both_know_the_same(self) -> None:
        dialogue, server = self.stage.transcript.dialogue, self.server
        assert dialogue.state is server.stands
        assert dialogue.hello == server.hello
        assert dialogue.reverse_path == server.sender
        assert dialogue.accepted == tuple(server.recipients)
        assert dialogue.authenticated == server.user
        assert dialogue.secured == server.tls

    @invariant()
    def nothing_is_owed(self) -> None:
        assert self.stage.transcript.awaiting == ()
        assert not any(entry.unsolicited for entry in self.stage.transcript.entries)


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestConversation = Conversation.TestCase
