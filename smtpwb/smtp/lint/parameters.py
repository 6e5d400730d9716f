"""What stands behind the path of MAIL and RCPT."""

from __future__ import annotations

from collections import Counter

from smtpwb.smtp.commands import OFFERING, Parameter
from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject
from smtpwb.smtp.parameters import PARAMETERS as KNOWN
from smtpwb.smtp.parameters import extension_of, well_formed
from smtpwb.smtp.reading import shown

PARAMETERS = Checks("MAIL", "RCPT")


@PARAMETERS.row("parameters-after-helo", Severity.ERROR, "RFC 5321 §4.1.1.3")
def _parameters_after_helo(subject: Subject) -> Says:
    if subject.dialogue.hello != "HELO" or not subject.command.parameters:
        return None
    return "After HELO there are no parameters: say EHLO first."


@PARAMETERS.row("parameter-glued", Severity.ERROR, "RFC 5321 §4.1.1.2")
def _parameter_glued(subject: Subject) -> Says:
    command = subject.command
    if command.path is None or not command.path.bracketed:
        return None
    behind = command.argument.partition(command.path.raw)[2]
    return "A blank is missing between the path and the parameter." if behind[:1].strip(b" \t") else None


@PARAMETERS.row_for_each_parameter("parameter-form", Severity.ERROR, "RFC 5321 §4.1.2")
def _parameter_form(subject: Subject, parameter: Parameter) -> Says:
    if parameter.raw.startswith(b"<"):
        return None  # name-beside-address says it
    if not parameter.keyword:
        return f"{shown(parameter.raw)} is no parameter: write KEYWORD or KEYWORD=value."
    known = KNOWN.get(parameter.keyword)
    if known is None or well_formed(parameter, known):
        return None
    return Cited(f"{known.keyword} is written {known.syntax}.", known.source)


@PARAMETERS.row_for_each_parameter("parameter-misplaced", Severity.ERROR, "RFC 5321 §4.1.1.11")
def _parameter_misplaced(subject: Subject, parameter: Parameter) -> Says:
    known = KNOWN.get(parameter.keyword)
    if known is None or subject.command.verb in known.verbs:
        return None
    return Cited(f"{known.keyword} belongs to {known.verbs[0]}, not to {subject.command.verb}.", known.source)


@PARAMETERS.row("parameter-twice", Severity.WARNING, "RFC 5321 §4.1.1.11")
def _parameter_twice(subject: Subject) -> Says:
    counted = Counter(parameter.keyword for parameter in subject.command.parameters if parameter.keyword)
    twice = [keyword for keyword, times in counted.items() if times > 1]
    if not twice:
        return None
    return f"{twice[0][:40]} is given more than once: a server may take either, or refuse the line."


@PARAMETERS.row_for_each_parameter("parameter-unknown", Severity.WARNING, "RFC 5321 §4.1.1.11")
def _parameter_unknown(subject: Subject, parameter: Parameter) -> Says:
    keyword, offers = parameter.keyword, subject.dialogue.extensions
    if not keyword or keyword in KNOWN or keyword in offers or subject.dialogue.hello == "HELO":
        return None
    return f"{keyword[:40]} is no parameter of a registered extension: expect 555."


@PARAMETERS.row_for_each_parameter("parameter-not-offered", Severity.ERROR, "RFC 5321 §4.1.1.3")
def _parameter_not_offered(subject: Subject, parameter: Parameter) -> Says:
    known = KNOWN.get(parameter.keyword)
    if known is None or subject.dialogue.hello not in OFFERING:
        return None
    extension = extension_of(parameter, known)
    if extension in subject.dialogue.extensions:
        return None
    return f"This server did not offer {extension}: leave {known.keyword} out."


@PARAMETERS.row("requiretls-in-clear", Severity.WARNING, "RFC 8689 §2", "MAIL")
def _requiretls_in_clear(subject: Subject) -> Says:
    if subject.dialogue.secured or subject.command.parameter("REQUIRETLS") is None:
        return None
    return "REQUIRETLS is for a session inside TLS: say STARTTLS first."
