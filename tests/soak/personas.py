"""Every persona of the practice server at each of its ports, by swaks, telnet and smtplib."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

from smtpwb.practice.persona import personas
from tests.practice.probing import check


def _checked(name: str, port: int) -> None:
    asyncio.run(check(name, port))


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """One for each persona and port."""
    for persona in personas():
        for port in persona.ports:
            yield f"{persona.host} port {port}", partial(_checked, persona.name, port)
