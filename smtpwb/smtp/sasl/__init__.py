"""SASL in SMTP (RFC 4954, RFC 4422): what is secret of a line, and how each mechanism is answered.

`lines` says what a line of AUTH hides; it alone comes with the package, which is imported on the way to the
first frame. The mechanisms are the table of `mechanisms`, built of `steps`, one file a family.
"""

from smtpwb.smtp.sasl.lines import (
    CANCEL,
    EMPTY,
    MASK,
    Begun,
    Ranges,
    begun,
    challenge,
    mask,
    secret_in_answer,
    secret_in_command,
)

__all__ = [
    "CANCEL",
    "EMPTY",
    "MASK",
    "Begun",
    "Ranges",
    "begun",
    "challenge",
    "mask",
    "secret_in_answer",
    "secret_in_command",
]
