from __future__ import annotations

from smtpwb.session.script_result import GOOD, Verdict


def test_what_is_good_is_what_ends_a_run_with_success() -> None:
    assert {verdict.value for verdict in Verdict if verdict in GOOD} == {"sent", "as expected", "accepted"}
