"""The dialogue as a Python script: with `smtplib` of the standard library, and with `aiosmtplib`.

Each command goes out as it was written, and each reply is printed; what the library must know of (EHLO,
STARTTLS, AUTH, the message) goes by its own methods.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.transcript.copy_as.plan import PASSWORD, USER, Plan, Step
from smtpwb.transcript.copy_as.quoting import comments

_SMTPLIB = {"PLAIN": "auth_plain", "LOGIN": "auth_login", "CRAM-MD5": "auth_cram_md5"}
_AIOSMTPLIB = {"PLAIN": "auth_plain", "LOGIN": "auth_login", "CRAM-MD5": "auth_crammd5"}
_UNVERIFIED = ("context.check_hostname = False", "context.verify_mode = ssl.CERT_NONE")


def smtplib(plan: Plan) -> Iterator[str]:
    """Lines of the script."""
    yield from comments(plan.left_out)
    yield from _imports(plan, "smtplib")
    yield from _context(plan)
    yield ""
    yield ""
    yield "def say(reply):"
    yield "    code, text = reply"
    yield '    print(code, text.decode("utf-8", "backslashreplace").replace("\\n", " / "))'
    yield ""
    yield ""
    kind, more = (
        ("LMTP", "")
        if plan.lmtp
        else ("SMTP_SSL", ", context=context")
        if plan.tls == "direct"
        else ("SMTP", "")
    )
    limit = "" if plan.lmtp else ", timeout=60"
    yield f"smtp = smtplib.{kind}({plan.host!a}, {plan.port}{limit}{more})"
    yield 'smtp.command_encoding = "utf-8"'
    for step in plan.steps:
        yield from _by_smtplib(step)
    yield "smtp.close()"


def _by_smtplib(step: Step) -> Iterator[str]:
    argument = ascii(step.argument.decode("utf-8", "replace"))
    match step.verb:
        case _ if step.secret:
            yield "# a command that holds a secret stood here"
        case "EHLO" | "LHLO":
            yield f"say(smtp.ehlo({argument}))"
        case "HELO":
            yield f"say(smtp.helo({argument}))"
        case "STARTTLS":
            yield "say(smtp.starttls(context=context))"
        case "AUTH" if step.mechanism in _SMTPLIB:
            yield f'smtp.user, smtp.password = os.environ["{USER}"], os.environ["{PASSWORD}"]'
            yield from _refusable(f"smtp.auth({step.mechanism!a}, smtp.{_SMTPLIB[step.mechanism]})")
        case "AUTH":
            yield f"# smtplib has no AUTH {step.mechanism}"
        case "DATA" if step.message is not None:
            yield from _literal(step.message)
            yield from _refusable("smtp.data(message)")
        case _:
            yield f"say(smtp.docmd({step.line.decode('utf-8', 'replace')!a}))"


def _refusable(call: str) -> Iterator[str]:
    """A call that raises where the server refuses."""
    yield "try:"
    yield f"    say({call})"
    yield "except smtplib.SMTPResponseException as error:"
    yield "    say((error.smtp_code, error.smtp_error))"


def aiosmtplib(plan: Plan) -> Iterator[str]:
    """Lines of the script."""
    yield from comments((*plan.left_out, *(("aiosmtplib does not speak LMTP.",) if plan.lmtp else ())))
    yield from _imports(plan, "asyncio")
    yield ""
    yield "import aiosmtplib"
    yield from _context(plan)
    yield ""
    yield ""
    yield "async def say(reply):"
    yield "    try:"
    yield "        code, text = await reply"
    yield "    except aiosmtplib.SMTPResponseException as error:"
    yield "        code, text = error.code, error.message"
    yield '    print(code, text.replace("\\n", " / "))'
    yield ""
    yield ""
    yield "async def main():"
    tls = ", use_tls=True, tls_context=context" if plan.tls == "direct" else ", start_tls=False"
    yield f"    smtp = aiosmtplib.SMTP(hostname={plan.host!a}, port={plan.port}, timeout=60{tls})"
    yield "    await smtp.connect()"
    for step in plan.steps:
        yield from (f"    {line}" for line in _by_aiosmtplib(step))
    yield "    smtp.close()"
    yield ""
    yield ""
    yield "asyncio.run(main())"


def _by_aiosmtplib(step: Step) -> Iterator[str]:
    argument = ascii(step.argument.decode("utf-8", "replace"))
    match step.verb:
        case _ if step.secret:
            yield "# a command that holds a secret stood here"
        case "EHLO" | "HELO":
            yield f"await say(smtp.{step.verb.lower()}(hostname={argument}))"
        case "STARTTLS":
            yield "await say(smtp.starttls(tls_context=context))"
        case "AUTH" if step.mechanism in _AIOSMTPLIB:
            user, password = f'os.environ["{USER}"]', f'os.environ["{PASSWORD}"]'
            yield f"await say(smtp.{_AIOSMTPLIB[step.mechanism]}({user}, {password}))"
        case "AUTH":
            yield f"# aiosmtplib has no AUTH {step.mechanism}"
        case "DATA" if step.message is not None:
            yield from _literal(step.message)
            yield "await say(smtp.data(message))"
        case _:
            yield f"await say(smtp.execute_command({step.line!a}))"


def _imports(plan: Plan, *own: str) -> Iterator[str]:
    """Of the standard library, as far as the script needs them."""
    needed = {"os": plan.auth is not None, "ssl": bool(plan.tls)}
    return (f"import {name}" for name in sorted([*own, *(name for name, need in needed.items() if need)]))


def _context(plan: Plan) -> Iterator[str]:
    if not plan.tls:
        return
    yield ""
    yield "context = ssl.create_default_context()"
    if not plan.verified:
        yield "# the certificate could not be verified then: these two lines take any"
        yield from _UNVERIFIED


def _literal(message: bytes) -> Iterator[str]:
    """The message as a literal, a line each; no octet but printable ASCII is in it."""
    lines = message.split(b"\r\n")
    yield "message = ("
    for number, line in enumerate(lines):
        octets = line + b"\r\n" if number < len(lines) - 1 else line
        yield from (f"    {piece!a}" for piece in _pieces(octets))
    if not message:
        yield "    b''"
    yield ")"


def _pieces(octets: bytes) -> Iterator[bytes]:
    return (octets[at : at + 80] for at in range(0, len(octets), 80))
