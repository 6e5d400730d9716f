"""The kernel's stamps: right although the reader comes late."""

from __future__ import annotations

import select
import socket
import sys
import time

import pytest

from smtpwb.session.stamps import StampedSocket, age_of, stamped


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps what arrives over TCP")
def _stamped_at_last(reader: socket.socket, writer: socket.socket) -> None:
    """The kernel begins to stamp a moment after the first socket wants it: send until it does."""
    late, end = 2_000_000, time.monotonic() + 10
    while True:
        writer.sendall(b"x")
        select.select([reader], [], [])
        there = time.monotonic_ns()
        while time.monotonic_ns() - there < late:
            pass
        assert reader.recv(1) == b"x"
        if age_of(reader) >= late:
            return
        assert time.monotonic() < end, "nothing is stamped"


def test_a_late_reader_learns_when_the_octets_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        reader = stamped(socket.create_connection(listener.getsockname()))
        writer, _ = listener.accept()
        with reader, writer:
            _stamped_at_last(reader, writer)
            before = time.monotonic_ns()
            writer.sendall(b"220 a\r\n")
            select.select([reader], [], [])  # a busy kernel hands them over late, even here
            there = time.monotonic_ns()
            while time.monotonic_ns() - there < 20_000_000:
                pass  # busy, as a screen may be
            assert reader.recv(100) == b"220 a\r\n"
            arrived = time.monotonic_ns() - age_of(reader)
            assert before - 1_000_000 <= arrived <= there + 5_000_000


def test_a_socket_without_stamps_has_none() -> None:
    ours, theirs = socket.socketpair()
    with theirs, stamped(ours) as reader:
        theirs.sendall(b"x")
        reader.setblocking(True)
        assert reader.recv(1) == b"x"
        assert age_of(reader) == 0


def test_the_descriptor_is_taken_over() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        descriptor = ours.fileno()
        with stamped(ours) as reader:
            assert reader.fileno() == descriptor
            assert (ours.fileno() == -1) == isinstance(reader, StampedSocket)
