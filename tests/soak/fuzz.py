"""`python -m tests.soak fuzz [SECONDS]`: what the suite asks in short, for so long by hypothesis, by atheris.

Every property of the modules below and of `octets`, with as many examples as there is time for. No finding
ends it: all are told at the end, with what makes each, to become tests (`seeds`).
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Flaky
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test

from tests.smtp.test_dialogue_model import Conversation
from tests.soak.octets import ENTRIES
from tests.soak.seeds import octets

SECONDS = 600.0
MODULES = (
    *("laws.test_law_2_nothing_lost", "laws.test_law_7_events_are_the_truth", "smtp.test_commands"),
    *(
        "smtp.test_visible",
        "smtp.test_lint",
        "smtp.test_reading",
        "smtp.test_completion",
        "smtp.test_challenge",
    ),
    *(
        "smtp.test_message",
        "smtp.test_scan",
        "smtp.test_escapes",
        "smtp.test_extensions",
        "smtp.sasl.test_lines",
    ),
    *("session.test_target", "session.test_options", "session.test_script_reader", "reference.test_explain"),
    *("transcript.test_events", "transcript.test_journal", "transcript.test_certificates"),
    *("transcript.formats.test_text", "transcript.formats.test_html", "transcript.formats.test_markdown"),
    *("transcript.formats.test_registry", "transcript.copy_as.test_registry", "lessons.test_loading"),
    *("transcript.redaction.test_redact", "transcript.pasted.test_find", "transcript.pasted.test_mime"),
    *("transcript.pasted.test_layers", "transcript.pasted.test_queues", "cli.test_decode_output"),
    *("security.test_ssh_arguments",),
)
"""Of tests."""
_FIRST = 200
"""Examples of the first round; each further one has twice as many, which reaches larger ones."""
Property = Callable[[settings, Callable[[], None]], object]
"""Runs it once with these settings; what is given second is called for each example."""
Course = tuple[str, Callable[[], object]]


def courses(seconds: float = SECONDS) -> Iterator[Course]:
    """Hypothesis, then atheris, for so many seconds each."""
    yield f"hypothesis, {seconds:g} s", partial(_hypothesis, seconds)
    yield f"atheris, {seconds:g} s", partial(_atheris, seconds)


class Findings(Exception):
    """What was found."""


# Hypothesis


class _Over(BaseException):
    """The time of a property is over; hypothesis takes it for no finding."""


def _hypothesis(seconds: float) -> None:
    properties = dict(_properties())
    examples, findings = 0, []
    for name, once in properties.items():
        counted, finding = _run(once, seconds / len(properties))
        examples += counted
        findings += [f"{name}\n{finding}"] if finding else []
        print(f"{counted:10,}  {name}{'  FINDING' if finding else ''}", flush=True)
    print(f"{examples:10,}  examples of {len(properties)} properties; findings: {len(findings)}", flush=True)
    if findings:
        raise Findings("\n\n".join(findings))


def _run(once: Property, seconds: float) -> tuple[int, str]:
    """Round after round until the time is over; how many examples, and what was found."""
    end, most, counted = time.monotonic() + seconds, _FIRST, 0

    def count() -> None:
        nonlocal counted
        if time.monotonic() > end:
            raise _Over
        counted += 1

    try:
        while True:
            before = counted
            with with_reporter(lambda words: None):  # how to make one again where the time is over
                once(_settings(most), count)
            if counted - before < most // 2:
                return counted, ""  # there are no more than these
            most *= 2
    except _Over:
        return counted, ""
    except Exception as error:
        broken_off = isinstance(error, Flaky) and time.monotonic() > end  # in the middle of an example
        return counted, "" if broken_off else traceback.format_exc()


def _settings(most: int) -> settings:
    return settings(
        max_examples=most,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        suppress_health_check=[*HealthCheck],
    )


def _properties() -> Iterator[tuple[str, Property]]:
    for name, entry in ENTRIES.items():
        yield f"octets: {name}", partial(_asked, given(octets)(_of_octets(entry)), {})
    yield "the state machine against a model", _modelled
    for module in MODULES:
        for name, test in vars(importlib.import_module(f"tests.{module}")).items():
            if getattr(test, "is_hypothesis_test", False) and not inspect.iscoroutinefunction(test):
                for values in _parametrized(test):
                    yield (
                        f"{module}.{name} {' '.join(map(str, values.values()))}",
                        partial(_asked, test, values),
                    )


def _of_octets(entry: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def reads(data: bytes) -> None:
        entry(data)

    return reads


def _parametrized(test: Any) -> Iterator[dict[str, Any]]:
    """The values with which a test is run; none where it needs a fixture."""
    needs = list(inspect.signature(test).parameters)
    if not needs:
        yield {}
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize" and needs == [mark.args[0]]:
            yield from ({needs[0]: value} for value in mark.args[1])


def _asked(test: Any, values: dict[str, Any], wanted: settings, count: Callable[[], None]) -> None:
    inner, before = test.hypothesis.inner_test, test._hypothesis_internal_use_settings
    failed = False

    def counted(*args: Any, **kwargs: Any) -> None:
        nonlocal failed
        if not failed:  # what is found is made small, however long that takes
            count()
        try:
            inner(*args, **kwargs)
        except Exception:
            failed = True
            raise

    test.hypothesis.inner_test, test._hypothesis_internal_use_settings = counted, wanted
    try:
        test(**values)
    finally:
        test.hypothesis.inner_test, test._hypothesis_internal_use_settings = inner, before


def _modelled(wanted: settings, count: Callable[[], None]) -> None:
    class Counted(Conversation):
        def teardown(self) -> None:
            count()
            super().teardown()

    run_state_machine_as_test(Counted, settings=settings(wanted, stateful_step_count=60))


# Atheris


def _atheris(seconds: float) -> None:
    if importlib.util.find_spec("atheris") is None:
        print("            atheris is not installed here: pip install atheris", flush=True)
        return
    findings = []
    for name in ENTRIES:
        order = [sys.executable, "-m", "tests.soak.coverage", name, str(seconds / len(ENTRIES))]
        done = subprocess.run(order, capture_output=True, text=True, errors="backslashreplace")
        last = [line for line in done.stderr.splitlines() if line.startswith(("#", "Done"))]
        print(f"            {name}: {last[-1] if last else 'nothing was run'}", flush=True)
        findings += [f"{name}\n{done.stderr[-4000:]}"] if done.returncode else []
    print(f"            findings: {len(findings)}", flush=True)
    if findings:
        raise Findings("\n\n".join(findings))
