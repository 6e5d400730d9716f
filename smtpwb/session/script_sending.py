"""What a script sends: its lines onto a session, and why some of them have to stay.

Decides what would not be taken for what it is: content goes out only after a 354 or inside a chunk, a secret
only where the server waits for it and, once TLS was ordered, only inside TLS. When a line is due is for
`script_runner`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from smtpwb.session.message_file import MessageFile
from smtpwb.session.script import Content, Reference, Send, Write
from smtpwb.session.script_course import Course
from smtpwb.session.script_login import Login
from smtpwb.session.session import Session
from smtpwb.smtp.commands import parse as parse_command
from smtpwb.smtp.message import with_crlf, with_dots
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.sasl.secret import Secret


class Sending:
    """The sending side of one run."""

    def __init__(self, session: Session, secrets: Mapping[Reference, Secret], *, keep_going: bool) -> None:
        self._session, self._secrets, self._keep_going = session, secrets, keep_going
        self._transcript = session.transcript
        self._login = Login(self._transcript)
        self._tls_ordered = False

    def begin_connection(self) -> None:
        """Nothing was ordered on it yet."""
        self._tls_ordered = False
        self._login = Login(self._transcript)

    def unsendable(self, step: Write | Content, course: Course) -> str:
        """Why the server would not take the lines for what they are; empty if it would."""
        now = self._transcript.dialogue
        reads = reads_as(now, self._transcript.owed)
        if isinstance(step, Content) or step.content:
            asked = reads is Reads.CONTENT
            return "" if asked else "the server did not ask for the message, and would read it as commands"
        if not self._keep_going and (why := course.astray(step, now)):
            return why
        secret = next((send for send in step.sends if send.secret is not None), None)
        if secret is None:
            return ""
        if (self._tls_ordered or self._tls_due) and not now.secured:
            return "TLS was ordered and is not active: the secret would go in clear"
        if reads is not (Reads.COMMAND if secret.octets else Reads.ANSWER):
            return "the server does not wait for this secret"
        made = secret.secret is not None and secret.secret.user is not None
        return self._login.cannot(secret.octets) if made else ""

    @property
    def _tls_due(self) -> bool:
        return self._transcript.opened is not None and self._transcript.opened.tls

    def lines(self, step: Write) -> Iterator[tuple[Send, int]]:
        """Send lines; gives each with the index of its entry. Raises ConnectionLost."""
        first = len(self._transcript.entries)
        self._send(step.sends)
        return zip(step.sends, itertools.count(first), strict=False)

    async def content(self, step: Content) -> bool:
        """Stream content; returns whether all of it went. Raises ConnectionLost; DataFileError of its file.

        A refusal in between stops a message. A chunk goes to its end, for the server counts its octets, and
        what is refused meanwhile may be a recipient.
        """
        stops = not (self._keep_going or step.at_once)
        return await self._session.send_content(_pieces(step), stop_on_refusal=stops)

    def _send(self, sends: Sequence[Send]) -> None:
        """One write, but for raw octets among the lines, which go by themselves."""
        for raw, group in itertools.groupby(sends, lambda send: send.raw):
            together = tuple(group)
            if raw:
                for send in together:
                    self._session.send_raw(send.octets)
                continue
            reads = reads_as(self._transcript.dialogue, self._transcript.owed)
            secret = together[0].secret
            if secret is not None:  # it stands alone; behind AUTH the session itself hides it
                line = together[0].octets + self._revealed(secret, together[0].octets)
                self._session.send(line, secret=not together[0].octets)
                self._login.sent(line, reads)
            else:
                self._session.send_many([send.octets for send in together])
                self._login.sent(together[0].octets, reads)
        if any(parse_command(send.octets).verb == "STARTTLS" for send in sends):
            self._tls_ordered = True

    def _revealed(self, reference: Reference, before: bytes) -> bytes:
        secret = self._secrets[reference]
        octets = secret.reveal().encode("utf-8", "surrogateescape")
        if reference.user is None:
            return octets
        self._session.hide(octets)
        return self._login.response(before, reference.user, secret)


def _pieces(step: Content) -> Iterable[bytes]:
    if not step.file:
        return step.pieces
    return with_dots(with_crlf(MessageFile.at(step.file).pieces()))
