"""Every mechanism that can be answered in clear text, by its name. Any other is answered by hand."""

from __future__ import annotations

from collections.abc import Mapping

from smtpwb.smtp.sasl import names, passwords, scram, tokens
from smtpwb.smtp.sasl.steps import Mechanism

MECHANISMS: Mapping[str, Mechanism] = {
    mechanism.name: mechanism
    for mechanism in (
        passwords.PLAIN,
        passwords.LOGIN,
        passwords.CRAM_MD5,
        *scram.SCRAM,
        tokens.XOAUTH2,
        tokens.OAUTHBEARER,
        names.EXTERNAL,
        names.ANONYMOUS,
    )
}
