"""Every grid of the suite in full: the tests of which the suite takes a part, with all they could have."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.grids import SWITCH

_TESTS = Path(__file__).parent.parent
_SIGN = "from tests.grids import"


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    for path in sorted(_TESTS.rglob("test_*.py")):
        if _SIGN in path.read_text("utf-8"):
            yield str(path.relative_to(_TESTS)), partial(_whole, path)


def _whole(path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "-o", "addopts=", "-q", str(path)],
        check=True,
        env={**os.environ, SWITCH: "1"},
    )
