"""A large message by `smtpwb run`, over LMTP and inside TLS: it takes less memory than it has octets.

4 MB here; 25 MB with `python -m tests.soak real`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.needs import needs
from tests.real import large, sink
from tests.real.dovecot import Dovecot
from tests.real.large import peak
from tests.real.listening import Mx

SMALL, LARGE = 1_000, 4_000_000


@pytest.mark.parametrize("place", [large.submission, large.smtps])
def test_inside_tls(postfix_mx: Mx, tmp_path: Path, place: large.Secured) -> None:
    there = place(postfix_mx)
    assert peak(tmp_path, there, LARGE) - peak(tmp_path, there, SMALL) < LARGE


def test_over_lmtp(dovecot_lmtp: Dovecot, tmp_path: Path) -> None:
    """Dovecot keeps it, with a header of its own before it."""
    there = large.lmtp(dovecot_lmtp.socket)
    before = peak(tmp_path, there, SMALL)
    assert peak(tmp_path, there, LARGE) - before < LARGE
    newest = max(dovecot_lmtp.mail("alice"), key=lambda path: path.stat().st_mtime_ns)
    sent = (tmp_path / large.LETTER).read_bytes()
    assert newest.read_bytes().replace(b"\r\n", b"\n").endswith(sent)


@needs(*sink.COMMANDS)
@pytest.mark.parametrize("form", ["text", "rfc"])
def test_over_lmtp_to_the_sink_in_a_form_that_holds_it_too(tmp_path: Path, form: str) -> None:
    with sink.lmtp_sink() as address:
        there = large.lmtp(address)
        before = peak(tmp_path, there, SMALL, "--format", form)
        assert peak(tmp_path, there, LARGE, "--format", form) - before < LARGE
