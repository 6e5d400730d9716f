"""What ssh runs to ask a question: hands it to the app over a unix socket, and prints the answer.

ssh runs it by SSH_ASKPASS with the question as its argument, and takes what it prints. It is a program of its
own that imports nothing of the package, keeps nothing, and fails where no answer comes.
"""

from __future__ import annotations

import json
import os
import socket
import sys

SOCKET = "SMTPWB_ASKPASS"
"""The environment variable that names the app's socket."""


def main() -> int:
    """Ask; returns the exit status: 0 with an answer, 1 without."""
    question = {"text": " ".join(sys.argv[1:]), "kind": os.environ.get("SSH_ASKPASS_PROMPT", "")}
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as app:
        app.connect(os.environ[SOCKET])
        app.sendall(json.dumps(question).encode() + b"\n")
        with app.makefile("rb") as answers:
            answer = answers.readline()
    if not answer.endswith(b"\n"):
        return 1
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
