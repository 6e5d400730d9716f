"""AUTH on the server's side: PLAIN and LOGIN as generators, and the one user there is.

A mechanism yields the octets of a challenge, is sent the octets of the answer, and returns the
reply. Base64, lines and the `*` that cancels are the protocol's.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from smtpwb.practice.replies import reply

USER, PASSWORD = "learner", "lantern7"
"""No secret: both are published in HELP, so that AUTH can be practised. The password stands nowhere else in
what the server says: a client that masks a password where it is echoed has nothing else to hide."""

Exchange = Generator[bytes, bytes, str]


def plain(initial: bytes | None) -> Exchange:
    """RFC 4616: one message of `[authzid] NUL authcid NUL password`, after an empty challenge at most."""
    message = (yield b"") if initial is None else initial
    parts = message.split(b"\0")
    if len(parts) != 3:
        return reply("credentials form")
    authzid, user, password = parts
    return _verdict(user, password) if authzid in (b"", user) else reply("credentials")


def login(initial: bytes | None) -> Exchange:
    """The old LOGIN (never standardised): two challenges; the user name may come with the command."""
    user = (yield b"Username:") if initial is None else initial
    password = yield b"Password:"
    return _verdict(user, password)


MECHANISMS: dict[str, Callable[[bytes | None], Exchange]] = {"PLAIN": plain, "LOGIN": login}


def _verdict(user: bytes, password: bytes) -> str:
    known = (user, password) == (USER.encode(), PASSWORD.encode())
    return reply("authenticated" if known else "credentials")
