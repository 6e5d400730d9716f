from __future__ import annotations

import asyncio

import pytest

from smtpwb.errors import ConnectionLost
from smtpwb.session.waiters import Waiters


async def waiting(waiters: Waiters, timeout: float | None = 5) -> asyncio.Task[None]:
    task = asyncio.create_task(waiters.wait(timeout))
    await asyncio.sleep(0)
    assert waiters.any
    return task


async def test_all_who_wait_hear_that_it_is_settled() -> None:
    waiters = Waiters()
    tasks = [await waiting(waiters), await waiting(waiters, None)]
    waiters.tell(settled=False, over=False)
    assert waiters.any
    waiters.tell(settled=True, over=False)
    assert not waiters.any
    await asyncio.gather(*tasks)


async def test_the_moment_decides_not_when_they_come_to_run() -> None:
    waiters = Waiters()
    task = await waiting(waiters)
    waiters.tell(settled=True, over=False)
    waiters.tell(settled=False, over=True)
    await task


async def test_the_end_is_an_error_to_who_waits() -> None:
    waiters = Waiters()
    task = await waiting(waiters)
    waiters.tell(settled=False, over=True)
    with pytest.raises(ConnectionLost, match="before the reply came"):
        await task


async def test_who_waited_long_enough_is_passed_over() -> None:
    waiters = Waiters()
    with pytest.raises(TimeoutError):
        await waiters.wait(0)
    task = await waiting(waiters)
    waiters.tell(settled=True, over=False)
    await task
