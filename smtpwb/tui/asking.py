"""A screen asked and its answer awaited, by code that cannot go on without it.

Decides how long the screen stands: for as long as somebody waits for its result.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from textual.app import App
from textual.screen import ModalScreen

Answer = TypeVar("Answer")


async def answered(app: App[Any], screen: ModalScreen[Answer]) -> Answer | None:
    """What the screen was dismissed with. Cancelled, it takes the screen away."""
    answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    def said(result: Answer | None) -> None:
        if not answer.done():
            answer.set_result(result)

    try:
        await app.push_screen(screen, said)
        return await answer
    except asyncio.CancelledError:  # nobody waits any more
        if screen.is_current:
            screen.dismiss(None)
        raise
