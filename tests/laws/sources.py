"""What a source may look like: the forms that law 6 allows."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PROGRAMS = (
    "Amavis|ClamAV|Courier|Cyrus SASL|Dovecot|Exchange|Exim|GNAT\\.Sockets\\.SMTP\\.Client|GreenMail|Haraka"
    "|MailHog|MailScanner|Mailpit|Microsoft Exchange|OpenSMTPD|OpenSSL|Postal|Postfix|Recog|Rspamd|Sendmail"
    "|Sisimai|Snort|SpamAssassin|Stalwart|SubEthaSMTP|ZMailer|ZoneMTA|aiosmtpd|go-sisimai|hMailServer|kapeli"
    "|kura/blackhole|logstash|milter-greylist|netqmail|nodemailer|notqmail|postgrey|qmail|smtp4dev|smtpwb"
)
_PROVIDERS = (
    "Google Gmail|Gmail|Yahoo|iCloud|Microsoft|Exchange|Google and Microsoft|GoDaddy|Cox|Spectrum|Mimecast"
    "|Facebook|Tencent|NetEase"
)
FORMS = {
    "a section of an RFC": r"RFC \d{1,4}( (§[A-Z0-9]+(\.[0-9]+)*|appendix [A-Z]))?",
    "an index of RFCs": "RFC index",
    "an Internet-Draft": r"draft(-[a-z0-9]+)+",
    "an IANA registry": r"IANA [a-z]+(-[a-z]+)*",
    "a page": r"https?://\S+",
    "an entry of the CVE list": r"CVE-\d{4}-\d{4,}",
    "a provider's page or reply": rf"({_PROVIDERS}) [^;]+",
    "the documents or source of a program": rf"({_PROGRAMS})( [^;]+)?",
    "the list of 2003": r"pmmail-list 2003-06-25|Jeffrey Race, “.+”, pmmail-list, 25 June 2003",
    "what is met in practice": (
        r"(Replies|(EHLO|SMTP) replies|SMTP greetings) seen in the wild(: [^;]+)?"
        r"|Usual wording in [A-Z][a-z]+"
    ),
}
"""What a source may look like, in full."""
OBSERVED = {
    # what no document says, and is yet met: said as such
    "Exchange protocol logs seen in the wild",
    "Mail client source code",
    "Public bug reports on STARTTLS stripping",
    "SASL library mechanism lists",
}


def form(source: str) -> str:
    """What kind of source it is; empty if it is none."""
    if source in OBSERVED:
        return "what is met in practice"
    return next((name for name, pattern in FORMS.items() if re.fullmatch(pattern, source)), "")


def check(sources: tuple[str, ...]) -> None:
    assert sources
    assert [source for source in sources if not form(source)] == []
    assert len(set(sources)) == len(sources)


def documents(cited: Iterable[tuple[str, ...]]) -> set[str]:
    """The RFCs that are cited, without their sections."""
    return {
        source.split(" §")[0].split(" appendix")[0]
        for sources in cited
        for source in sources
        if form(source) == "a section of an RFC"
    }
