"""The real program in a real terminal, by hand, with real servers: TLS, logins, messages, LMTP, by ssh."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.needs import needs
from tests.real import dialogues, hands
from tests.real.dovecot import Dovecot
from tests.real.jump import Jump
from tests.real.listening import HOST, PASSWORD, Mx
from tests.real.tap import tapped
from tests.terminal import Terminal, smtpwb

pytestmark = needs("tmux")
REFUSED_AND_ACCEPTED = r"1 accepted · 1 refused"


def leave(screen: Terminal) -> None:
    """Copy what was said, in which no password is, and quit."""
    screen.key("F9")
    screen.wait("Copied .* to the tmux buffer")
    assert dialogues.SECRETS["PLAIN"] not in screen.buffer()
    assert dialogues.SECRETS["PASSWORD64"] not in screen.buffer()
    assert PASSWORD not in screen.buffer()
    screen.key("C-q")
    screen.wait("status 0")


def test_the_walkthrough_sends_what_was_ordered_and_nothing_else(mx: Mx, tmp_path: Path) -> None:
    with (
        tapped((HOST, mx.relay)) as tap,
        Terminal(smtpwb(f"{HOST}:{tap.port}"), size=hands.SIZE, home=tmp_path) as screen,
    ):
        hands.play(screen, dialogues.WALKTHROUGH)
        leave(screen)
        assert tap.said == dialogues.ordered(dialogues.WALKTHROUGH)
        assert tap.connections == 1


def test_logins_on_submission_through_a_jump_host(postfix_mx: Mx, jump_host: Jump, tmp_path: Path) -> None:
    place = f"{HOST}:{postfix_mx.submission}"
    program = smtpwb(place, "--via", jump_host.place, "--ca", str(postfix_mx.roots))
    command = f"{shlex.join(['env', f'PATH={jump_host.path}'])} {program}"  # a shell may set its own PATH
    with Terminal(command, size=hands.SIZE, home=tmp_path) as screen:
        hands.play(screen, f"{dialogues.GREETED}{dialogues.SECURED}")
        assert "certificate verified" in screen.screen
        hands.log_in(screen, "PLAIN")
        hands.play(screen, dialogues.ENVELOPE + dialogues.MESSAGE)
        screen.wait(REFUSED_AND_ACCEPTED)
        hands.play(screen, dialogues.BYE)
        for mechanism in ("LOGIN", "CRAM-MD5", "SCRAM-SHA-256"):
            screen.enter(place)
            hands.play(screen, f"{dialogues.GREETED}{dialogues.SECURED}")
            hands.log_in(screen, mechanism)
            hands.play(screen, dialogues.BYE)
        leave(screen)


def test_tls_on_connect_with_opensmtpd(opensmtpd_mx: Mx, tmp_path: Path) -> None:
    """The certificate is not trusted: said loudly, and one goes on."""
    command = smtpwb(f"smtps://{HOST}:{opensmtpd_mx.smtps}")
    with Terminal(command, size=hands.SIZE, home=tmp_path) as screen:
        screen.wait(r"certificate NOT verified")
        hands.play(screen, dialogues.GREETED + dialogues.HELLO)
        hands.log_in(screen, "LOGIN")
        hands.play(screen, dialogues.ENVELOPE + dialogues.MESSAGE)
        screen.wait(REFUSED_AND_ACCEPTED)
        hands.play(screen, dialogues.BYE)
        leave(screen)


def test_lmtp_says_of_each_recipient(dovecot_lmtp: Dovecot, tmp_path: Path) -> None:
    with Terminal(smtpwb(f"unix:{dovecot_lmtp.socket}"), size=hands.SIZE, home=tmp_path) as screen:
        hands.play(screen, dialogues.LMTP.removesuffix(dialogues.BYE))
        screen.wait("Reply to the lone dot for bob@lab.test")
        assert "For this recipient alone" in screen.screen
        hands.play(screen, dialogues.BYE)
        leave(screen)


def test_25_mb_go_octet_for_octet(postfix_mx: Mx, tmp_path: Path) -> None:
    line = b"The quick brown fox jumps over the lazy dog.\r\n.and it goes on\r\n"
    message = b"From: <jrace@example.net>\r\nSubject: big\r\n\r\n" + line * (25_000_000 // len(line))
    (tmp_path / "big.eml").write_bytes(message)
    with (
        tapped((HOST, postfix_mx.relay)) as tap,
        Terminal(smtpwb(f"{HOST}:{tap.port}"), size=hands.SIZE, home=tmp_path) as screen,
    ):
        envelope = f"{dialogues.HELLO}{dialogues.ACCEPTED}"
        hands.play(screen, dialogues.GREETED + envelope)
        shown = hands.send_file(screen, tmp_path / "big.eml")
        assert re.search(r"octets in all, in .* at", shown)
        hands.play(screen, dialogues.BYE)
        stuffed = message.replace(b"\r\n.", b"\r\n..")
        assert tap.said == dialogues.ordered(envelope) + stuffed + b".\r\nQUIT\r\n"
