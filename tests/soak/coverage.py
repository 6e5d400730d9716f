"""`python -m tests.soak.coverage NAME SECONDS`: atheris for one function of `octets`, led by what it reaches.

A process of its own: atheris takes it over, and ends it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["smtpwb"]):
    from tests.soak.octets import ENTRIES
from tests.soak.seeds import SEEDS


def main() -> None:
    name, seconds = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="smtpwb-corpus-") as directory:
        for at, seed in enumerate(SEEDS):
            (Path(directory) / f"{at:03}").write_bytes(seed)
        order = [
            f"-max_total_time={max(1, round(float(seconds)))}",
            "-max_len=4096",
            "-timeout=20",
            "-rss_limit_mb=1024",
        ]
        atheris.Setup([sys.argv[0], *order, f"-artifact_prefix={directory}/", directory], ENTRIES[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
