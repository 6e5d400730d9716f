"""Unix sockets."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Options
from smtpwb.session.target import parse
from smtpwb.session.ways.trip import Trip
from smtpwb.session.ways.unix import connect
from smtpwb.transcript.events import Attempt


async def test_a_path_and_an_abstract_name(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    for written, bound in ((f"unix:{path}", str(path)), (f"unix:@{path}", f"\0{path}")):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(bound)
            listener.listen()
            trip = Trip()
            joined = await connect(parse(written), Options(), trip)
            with joined.socket as connected:
                assert connected.gettimeout() == 0
        assert trip.tried == [Attempt(written)]
        assert (joined.peer, joined.port, joined.local) == (written, 0, "")


async def test_failures_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, why in (
        (tmp_path / "none", "no such socket"),
        (tmp_path / "file", "connection refused"),
        (tmp_path / ("x" * 200), "too long"),
    ):
        trip = Trip()
        with pytest.raises(ConnectError, match=why):
            await connect(parse(f"unix:{path}"), Options(), trip)
        assert why in trip.tried[0].error
