"""Nothing that is written as a host, a user or a port becomes an option, a token or a shell's word to ssh."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import UsageError, WorkbenchError
from smtpwb.session.options import Family, Options, jump, source
from smtpwb.session.target import parse
from smtpwb.session.ways.ssh import command
from smtpwb.session.ways.trip import Place
from tests.needs import needs

WORDS = (
    *("-oProxyCommand=touch x", "-oProxyCommand=x", "-Fx", "--", "-", "-W", "-p22"),
    *("%h", "%r", "%n", "a%h", "h b", "h\tb", "h\nb", "$(id)", "`id`", "h;id", "h|id", "h&id", "'h", '"h'),
    *("h\\", "h>x", "{a,b}", "~root", "h*", "#h", "h\0", "h=x", "h,x", "/etc/x", "\u202eh", "h\u200bx"),
)
_SAFE = re.compile(r"(?:[A-Za-z0-9_.][A-Za-z0-9_.+-]*\$?@)?[A-Za-z0-9:][A-Za-z0-9:._-]*")
"""What may stand behind `--`: no dash first, no blank, no token, nothing that a shell knows."""


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("written", ["{}", "user@{}", "{}@host", "host:{}", "user@{}:22", "user@host:{}"])
def test_no_such_word_is_taken_for_a_jump_host(written: str, word: str) -> None:
    with pytest.raises(UsageError):
        jump(written.format(word))


@pytest.mark.parametrize("word", WORDS)
def test_nor_for_an_address_of_this_machine(word: str) -> None:
    with pytest.raises(UsageError):
        source(word)


@given(st.one_of(st.text(max_size=20), st.sampled_from(WORDS), st.from_regex(r"[-\w.@:%\[\] ]{1,20}")))
def test_whatever_is_taken_stands_alone_behind_the_options(written: str) -> None:
    try:
        via = jump(written)
    except UsageError:
        return
    argv = command(Place("mx.test", 25), via, Options(via=via), asking=True)
    ends = argv.index("--")
    assert argv[ends + 1 :] == [via.destination]
    assert _SAFE.fullmatch(via.destination)
    assert [one for one in argv[1:ends] if one.startswith("-")] == ["-W", *(["-p"] if via.port else [])]


@given(st.one_of(st.text(max_size=20), st.sampled_from(WORDS)), st.sampled_from(Family))
def test_the_server_is_one_argument_of_w_whatever_a_name_server_or_a_user_calls_it(
    host: str, family: Family
) -> None:
    """`-W` takes the next argument as it is; `ssh` expands no token in it (ssh(1))."""
    via = jump("jump.test")
    try:
        argv = command(Place(host, 25), via, Options(via=via, family=family), asking=False)
    except WorkbenchError:
        return
    assert argv[:2] == ["ssh", "-W"]
    assert argv[2].endswith((":25", "]:25"))
    assert argv[-4:] == ["-o", "BatchMode=yes", "--", "jump.test"]


@pytest.mark.parametrize("word", WORDS)
def test_no_target_hides_an_option(word: str) -> None:
    for written in (word, f"{word}:25", f"smtp://{word}", f"telnet {word} 25", f"mx:{word}"):
        try:
            target = parse(written)
        except UsageError:
            continue
        assert _SAFE.fullmatch(target.host), written


@needs("ssh")
def test_the_users_own_configuration_holds(tmp_path: Path) -> None:
    """`ssh -G` says what it would do: our options leave ProxyCommand, User and Port of the file alone."""
    config = tmp_path / "config"
    config.write_text(
        "Host jump.test\n  ProxyCommand nc %h %p\n  User jack\n  Port 2222\n  ForwardAgent no\n"
    )
    via = jump("jump.test")
    ours = command(Place("mx.test", 25), via, Options(via=via), asking=True)
    told = subprocess.run(
        [ours[0], "-G", "-F", str(config), *ours[1:]],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    ).stdout.splitlines()
    assert {"proxycommand nc %h %p", "user jack", "port 2222", "forwardagent no"} <= set(told)
