from __future__ import annotations

import re

from smtpwb.cli.run_help import DESCRIPTION, EPILOG
from smtpwb.session.script_lines import MARKED


def test_every_line_of_the_notation_reads() -> None:
    example = [line[2:33].rstrip() for line in DESCRIPTION.splitlines() if re.match(r"  [CS][:<]", line)]
    assert len(example) > 12
    assert all(MARKED.fullmatch(line) for line in example)


def test_it_fits_a_terminal() -> None:
    assert max(map(len, f"{DESCRIPTION}{EPILOG}".splitlines())) < 80
