"""The real servers of the journeys: each started once, where it can run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pytest

from tests.needs import absent, lacking
from tests.real import dovecot, jump, opensmtpd, postfix
from tests.real.listening import Mx

_Server = TypeVar("_Server")


def _running(server: AbstractContextManager[_Server], root: bool, *commands: str) -> Iterator[_Server]:
    if absent(*commands):
        pytest.skip(lacking(*commands))
    if root and not postfix.runnable():
        pytest.skip("only root can start it")
    with server as one:
        yield one


@pytest.fixture(scope="session")
def postfix_mx() -> Iterator[Mx]:
    yield from _running(postfix.postfix(), True, *postfix.COMMANDS)


@pytest.fixture(scope="session")
def opensmtpd_mx() -> Iterator[Mx]:
    if opensmtpd.absent():
        pytest.skip(opensmtpd.lacking())
    with opensmtpd.opensmtpd() as one:
        yield one


@pytest.fixture(scope="session")
def dovecot_lmtp() -> Iterator[dovecot.Dovecot]:
    yield from _running(dovecot.dovecot(), True, *dovecot.COMMANDS)


@pytest.fixture(scope="session")
def jump_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jump.Jump]:
    """A jump host; the program needs its `path` as PATH."""
    home: Path = tmp_path_factory.mktemp("jump")
    yield from _running(jump.jump_host(home), False, *jump.COMMANDS)


@pytest.fixture(params=["postfix", "opensmtpd"])
def mx(request: pytest.FixtureRequest) -> Mx:
    """Each of the mail servers."""
    one: Mx = request.getfixturevalue(f"{request.param}_mx")
    return one
