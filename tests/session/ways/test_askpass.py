"""The program that ssh runs to ask: by itself, without the app (with it: test_questions)."""

from __future__ import annotations

import json
import socket
import sys
import threading
from pathlib import Path

import pytest

from smtpwb.session.ways import askpass


def answering(path: Path, answer: bytes, heard: list[bytes]) -> threading.Thread:
    """An app that answers once."""
    app = socket.socket(socket.AF_UNIX)
    app.bind(str(path))
    app.listen()

    def serve() -> None:
        with app, app.accept()[0] as one, one.makefile("rb") as lines:
            heard.append(lines.readline())
            one.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


@pytest.mark.parametrize(("answer", "status"), [(b"yes\n", 0), (b"", 1), (b"half", 1)])
def test_the_answer_is_printed_only_when_it_is_whole(
    answer: bytes,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    heard: list[bytes] = []
    app = answering(tmp_path / "s", answer, heard)
    monkeypatch.setenv(askpass.SOCKET, str(tmp_path / "s"))
    monkeypatch.setenv("SSH_ASKPASS_PROMPT", "confirm")
    monkeypatch.setattr("sys.argv", ["askpass", "Allow use of", "key?"])
    assert askpass.main() == status
    app.join()
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == (answer if status == 0 else b"")
    assert json.loads(heard[0]) == {"text": "Allow use of key?", "kind": "confirm"}
