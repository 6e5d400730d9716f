"""The dialogue as lines to type: with telnet, and with `openssl s_client` where TLS is needed.

What is to be typed stands at the margin, what the server answered then behind `#`. Nothing of it is a script:
a person types, and reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.smtp.message import stuffed
from smtpwb.smtp.visible import visible
from smtpwb.transcript.copy_as.plan import PASSWORD, USER, Plan, Step
from smtpwb.transcript.copy_as.quoting import comments, text_word

_PLAIN = f'printf \'\\0%s\\0%s\' "${USER}" "${PASSWORD}" | base64'


def telnet(plan: Plan) -> Iterator[str]:
    """The command, then what to type."""
    yield from comments(plan.left_out)
    if plan.tls == "direct":
        yield from comments(("telnet has no TLS, which this server wants first: use openssl s_client.",))
    yield f"telnet {text_word(plan.host)} {plan.port}"
    for step in plan.steps:
        yield from _typed(step)
        if step.verb == "STARTTLS" and step.code == "220":
            yield from comments(("From here on the dialogue is inside TLS: telnet ends here.",))
            return


def openssl(plan: Plan) -> Iterator[str]:
    """The command, then what to type inside TLS."""
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    words = ["openssl", "s_client", "-crlf", "-quiet", "-connect", text_word(f"{host}:{plan.port}")]
    steps = plan.steps
    yield from comments(plan.left_out)
    if not plan.tls:
        yield from comments(("The dialogue was in clear; this one is inside TLS.",))
    if plan.tls != "direct":
        words += ["-starttls", "lmtp" if plan.lmtp else "smtp"]
        hello = plan.hello.argument.decode("utf-8", "replace") if plan.hello is not None else ""
        words += ["-name", text_word(hello)] if hello and not plan.lmtp else []
        begun = [at for at, one in enumerate(steps) if one.verb == "STARTTLS" and one.code == "220"]
        steps = steps[begun[0] + 1 :] if begun else steps
        yield from comments(("It says EHLO and STARTTLS by itself.",))
    yield " ".join(words)
    for step in steps:
        yield from _typed(step)


def _typed(step: Step) -> Iterator[str]:
    if step.secret:
        yield from comments(("a command that holds a secret stood here",))
        return
    if step.message is not None:
        yield "DATA"
        yield from (visible(line) for line in _stuffed(step.message))
        yield "."
    elif step.verb == "AUTH":
        yield visible(step.line)
        how = _PLAIN if step.mechanism == "PLAIN" else f'printf \'%s\' "${USER}" | base64, then "${PASSWORD}"'
        yield f"# at 334: what this prints: {how}"
    else:
        yield visible(step.line)
    yield f"# {step.code or 'no reply came'}"


def _stuffed(message: bytes) -> Iterator[bytes]:
    return map(stuffed, message.removesuffix(b"\r\n").split(b"\r\n"))
