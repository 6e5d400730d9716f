"""The secrets of a script, from where its references say, before anything is sent."""

from __future__ import annotations

from smtpwb.errors import UsageError, WorkbenchError
from smtpwb.session.script import Reference, Script
from smtpwb.session.secret_sources import Kind, Source, ask, withdraw
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.smtp.visible import visible_text

_KINDS = {"env": Kind.ENVIRONMENT, "prompt": Kind.PROMPT, "command": Kind.COMMAND}


async def secrets(script: Script) -> dict[Reference, Secret]:
    """What every reference of the script stands for. Raises UsageError for one that is not there."""
    for _, reference in script.references:
        if reference.source == "env":
            withdraw(reference.name)
    return {reference: await _secret(line, reference) for line, reference in script.references}


async def _secret(line: int, reference: Reference) -> Secret:
    try:
        secret = await ask(Source(_KINDS[reference.source], reference.name))
    except UsageError:
        raise
    except WorkbenchError as error:
        raise UsageError(f"line {line}: {error}", error.hint) from None
    if not secret or any(octet in secret.reveal() for octet in "\r\n\0"):
        made = reference.user is not None
        raise UsageError(
            f"line {line}: {visible_text(str(reference))} gives no {'password' if made else 'line'} "
            "that can be sent",
            "it has to be one line" if made else "it has to be one line, in base64 as AUTH wants it",
        )
    return secret
