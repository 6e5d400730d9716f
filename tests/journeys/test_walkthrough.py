"""The walkthrough of 2003, typed by hand in a real terminal: against the practice server and a Postfix."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.needs import needs
from tests.real.listening import HOST, Mx
from tests.terminal import Terminal, smtpwb

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]


def walk(screen: Terminal, sender: str, recipient: str) -> None:
    """Every step behind the greeting, each reply awaited as a person would."""
    screen.enter("HELO ws.example.net")
    screen.wait(r"S.* 250 .*")
    screen.wait("HELO given")
    screen.enter(f"MAIL FROM:<{sender}>")
    screen.wait("sender accepted")
    screen.enter(f"RCPT TO:<{recipient}>")
    screen.wait("1 recipient accepted")
    screen.enter("DATA")
    screen.wait("S.* 354 ")
    screen.enter("Subject: test")
    screen.enter("")
    screen.enter("test")
    screen.wait("C  test")
    screen.enter(".")
    screen.wait("HELO given")
    screen.enter("QUIT")
    screen.wait("S.* 221 ")
    screen.wait("the server closed the connection")


@needs("tmux")
@pytest.mark.parametrize("size", SIZES)
def test_the_walkthrough_on_the_practice_server(size: tuple[int, int], tmp_path: Path) -> None:
    with Terminal(smtpwb(), size=size, home=tmp_path) as screen:
        screen.wait("telnet practice.test 25")
        screen.key("Tab")
        screen.key("Enter")
        screen.wait("S.* 220 practice.test")
        walk(screen, "jrace@example.net", "jrace@practice.test")
        screen.wait("Done. You have held an SMTP dialogue by hand.")
        screen.key("C-y")
        screen.wait("Copied .* to the tmux buffer")
        copied = screen.buffer()
        assert "C: RCPT TO:<jrace@practice.test>" in copied
        assert "S: 354 " in copied
        assert "RFC 5321" in copied
        screen.key("C-q")
        screen.wait("status 0")


@needs("tmux")
def test_the_walkthrough_on_a_real_postfix(postfix_mx: Mx, tmp_path: Path) -> None:
    """On a small screen; on a large one see test_real_by_hand."""
    place = f"{HOST}:{postfix_mx.relay}"
    with Terminal(smtpwb(place), size=(80, 24), home=tmp_path) as screen:
        screen.wait("S.* 220 mx.lab.test ESMTP Postfix")
        screen.key("F7")  # beside a real server the lesson stands only where it is asked for
        screen.wait("Walkthrough 2/8")
        walk(screen, "jrace@example.net", "alice@lab.test")
        screen.wait("Done. You have held an SMTP dialogue by hand.")
        screen.key("C-y")
        screen.wait("Copied .* to the tmux buffer")
        assert "queued as" in screen.buffer()
