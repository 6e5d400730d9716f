"""The dialogue as one command of swaks, and as one of curl: programs that make their own commands.

Both say EHLO, MAIL, RCPT, DATA and QUIT by themselves, so what was said otherwise is told in comments.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.smtp.commands import HELLOS, Command, parse
from smtpwb.transcript.copy_as.plan import PASSWORD, USER, Plan, Step
from smtpwb.transcript.copy_as.quoting import comments, piped, text_word, word

_OWN = frozenset({*HELLOS, "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"})


def swaks(plan: Plan) -> Iterator[str]:
    """Lines of a shell."""
    yield from comments((*plan.left_out, *_unsaid(plan)))
    words = [
        "swaks",
        "--server",
        text_word(plan.host),
        "--port",
        str(plan.port),
        "--protocol",
        _protocol(plan),
    ]
    if plan.hello is not None:
        words += ["--helo", word(plan.hello.argument)]
    if plan.tls:
        words += ["--tls-on-connect" if plan.tls == "direct" else "--tls"]
    if plan.auth is not None:
        words += ["--auth", text_word(plan.auth.mechanism)]
        words += ["--auth-user", f'"${USER}"', "--auth-password", f'"${PASSWORD}"']
    steps = plan.transaction
    for step in steps[:1]:
        words += ["--from", word(_address(step) or b"<>")]
    recipients = [_address(step) for step in steps if step.verb == "RCPT"]
    if recipients:
        words += ["--to", word(b",".join(recipients))]
    message = _message(plan)
    if message is None:
        words += ["--quit-after", _last(plan)]
        yield " ".join(words)
        return
    ended = message if message.endswith(b"\r\n") or not message else message + b"\r\n"
    yield from piped(
        ended + b".\r\n", " ".join([*words, "--data", "-"])
    )  # without the dot it adds an empty line


def curl(plan: Plan) -> Iterator[str]:
    """Lines of a shell."""
    scheme = "smtps" if plan.tls == "direct" else "smtp"
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    hello = b"/" + plan.hello.argument if plan.hello is not None else b""
    words = ["curl", "--url", word(f"{scheme}://{host}:{plan.port}".encode() + hello)]
    if plan.tls == "starttls":
        words += ["--ssl-reqd"]
    if plan.tls and not plan.verified:
        words += ["--insecure"]
    if plan.auth is not None:
        words += [
            "--user",
            f'"${USER}:${PASSWORD}"',
            "--login-options",
            text_word(f"AUTH={plan.auth.mechanism}"),
        ]
        words += ["--sasl-ir"] if plan.auth.initial else []
    recipients = [_address(step) for step in plan.transaction if step.verb == "RCPT"]
    message = _message(plan)
    known = plan.hello is None or plan.hello.verb == "EHLO"
    said = () if known else ("curl says EHLO, and HELO where that is refused.",)
    yield from comments((*plan.left_out, *_unsaid(plan), *said))
    if message is None or not recipients:
        yield from comments(("curl cannot stop before the message: this connects, says EHLO and NOOP.",))
        yield " ".join([*words, "--verbose", "--request", "NOOP"])
        return
    words += ["--mail-from", word(_address(plan.transaction[0]))]
    for one in recipients:
        words += ["--mail-rcpt", word(one)]
    if len(recipients) > 1:
        words += ["--mail-rcpt-allowfails"]
    yield from piped(message, " ".join([*words, "--verbose", "--crlf", "--upload-file", "-"]))


def _protocol(plan: Plan) -> str:
    if plan.lmtp:
        return "LMTP"
    return "SMTP" if plan.hello is not None and plan.hello.verb == "HELO" else "ESMTP"


def _command(step: Step) -> Command:
    return parse(step.line)


def _address(step: Step) -> bytes:
    path = _command(step).path
    return path.address if path is not None else b""


def _message(plan: Plan) -> bytes | None:
    return next((one.message for one in reversed(plan.transaction) if one.message is not None), None)


_STOPS = {"RCPT": "RCPT", "MAIL": "MAIL", "DATA": "RCPT", "AUTH": "AUTH", "STARTTLS": "TLS"}


def _last(plan: Plan) -> str:
    """Where swaks is to stop."""
    if plan.transaction:
        return _STOPS[plan.transaction[-1].verb]
    said = [one.verb for one in plan.steps]
    return next(
        (_STOPS[verb] for verb in ("AUTH", "STARTTLS") if verb in said), "HELO" if plan.hello else "BANNER"
    )


def _unsaid(plan: Plan) -> Iterator[str]:
    """What was said and is not by a program that makes its own commands."""
    for step in plan.steps:
        if step.verb not in _OWN:
            yield f"Not said by it: {step.verb}."
    if sum(step.verb == "MAIL" for step in plan.steps) > 1:
        yield "Only the last transaction is made again."
    for step in plan.transaction:
        raw = b" ".join(one.raw for one in _command(step).parameters)
        if raw:
            yield f"Not said by it: {step.verb} with {raw.decode('utf-8', 'surrogateescape')}."
