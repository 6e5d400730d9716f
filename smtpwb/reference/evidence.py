"""The evidence: everything in a reply that speaks for a cause, by the rules in `rules/`.

Decides what of a reply is looked at and which rule files have a say. What a rule says, for which cause and
with what weight, is data; what the weights come to is for `diagnosis`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from smtpwb.reference import rulebook
from smtpwb.reference.blocklists import blocklist
from smtpwb.reference.clues import Evidence, Reply, evidence, read
from smtpwb.reference.providers import providers
from smtpwb.reference.senses import senses
from smtpwb.reference.signs import software
from smtpwb.reference.wording import said
from smtpwb.smtp.commands import VERBS

__all__ = ["Evidence", "Reply", "gathered", "read"]

IANA = "IANA smtp-enhanced-status-codes"


_PLAIN = 4.0
"""What set phrases weigh that say plainly what is wrong; where they agree, no senses are looked for."""
_TELLING = 3.0
"""What senses weigh that say more than a verdict."""


def gathered(reply: Reply) -> Iterator[Evidence]:
    """All the evidence, in the order of the kinds.

    Where words say plainly what is wrong, set phrases that only lead up to them and the mere likelihood of
    a code after a command are left out; where set phrases do not agree on it, senses are looked for.
    """
    own = tuple(providers(reply))
    words = [one for name in _word_files(reply) for one in _words(name, reply)]
    told = {one.cause for one in words if one.weight >= _PLAIN and one.rule not in _VAGUE}
    sensed = () if own or _settled(told, reply.after) else tuple(_senses(reply))
    telling = bool(told) or any(one.weight >= _TELLING for one in sensed)
    found = [*own]
    if not any(one.rule.endswith(f" {reply.enhanced}") for one in own):
        found += _enhanced(reply)  # a provider that uses a code in its own sense is believed
    found += (*_code(reply, bool(told)), *_blocklist(reply), *_in_between(reply))
    found += (one for one in (*words, *sensed) if not (telling and one.rule in _LEAD_UP))
    yield from found
    yield from _stage(reply, found)


def _settled(told: Set[str], after: str) -> bool:
    """Whether set phrases agree on one cause, and one that the reply can be about."""
    return len(told) == 1 and told.isdisjoint(rulebook.read("stages").get(after, ()))


_VAGUE = frozenset(
    f"words_english/{name}"
    for name in (
        "expired",
        "system-error",
        "content-refused",
        "format-trouble",
        "no-service",
        "service-unavailable",
    )
)
"""Set phrases that tell what is wrong only where no other does."""
_LEAD_UP = _VAGUE | frozenset(
    {
        "words_english/verdict",
        "words_english/sender-address-rejected",
        "words_english/address-rejected",
        "words_english/refused",
        "words_english/access",
        "words_english/later",
        "senses/recipient-rejected",
        "senses/message-refused",
        "senses/message-rejected",
    }
)
"""Such as `Recipient address rejected: `, behind which Postfix says what is wrong, or `I'm not going to try
again; this message has been in the queue too long`, before which qmail says what held it up."""


# ---- words


def _word_files(reply: Reply) -> Iterator[str]:
    yield "words_english"
    for language, hints in rulebook.read("languages").items():
        if any(hint in reply.words for hint in hints):
            yield f"words_{language}"


def _words(name: str, reply: Reply) -> Iterator[Evidence]:
    for id, rule in rulebook.read(name).items():
        found = longest(rule["says"], reply.words)
        if found and not longest(rule.get("unless", ()), reply.words):
            yield from evidence(f"{name}/{id}", "words", found, rule["causes"], rule["source"])


def longest(phrases: list[str] | tuple[str, ...], text: str) -> str:
    """The longest words that any of the phrases finds; empty if none does."""
    return max((said(phrase, text) for phrase in phrases), key=len, default="")


# ---- senses

_UNNAMED = 0.6
"""What a sense counts of whose thing only the verb tells."""


def _senses(reply: Reply) -> Iterator[Evidence]:
    """What the clauses say, each thing once."""
    rules = rulebook.read("senses")
    table = rules["senses"]
    found = tuple(dict.fromkeys(senses(reply.words, reply.after)))
    said_more = {(one.thing, less) for one in found for less in rules["less"].get(one.state, ())}
    for one in found:
        if (one.thing, one.state) in said_more:
            continue
        general = rules["kinds"].get(one.state, "")
        if not one.named and "refused" in (one.state, general):
            continue  # the verdict alone, which the code says as well
        said_of = table.get(one.thing, {})
        causes = said_of.get(one.state) or said_of.get(general) or table["anything"].get(one.state, {})
        counts = 1.0 if one.named else _UNNAMED
        causes = {cause: counts * weight for cause, weight in causes.items()}
        yield from evidence(f"senses/{one.thing}-{one.state}", "words", one.words, causes, rules["source"])


# ---- names of blocklists

_NAMED = 4.0


def _blocklist(reply: Reply) -> Iterator[Evidence]:
    listed = blocklist(reply.whole)
    if listed:
        yield Evidence(
            f"blocklists/{listed.name}", "blocklist", listed.name, "blocklisted", _NAMED, "RFC 5782 §2.1"
        )


# ---- codes


def _enhanced(reply: Reply) -> Iterator[Evidence]:
    rows = rulebook.read("enhanced")
    row = rows.get(reply.enhanced) or rows.get("X" + reply.enhanced[1:], {})
    yield from evidence(f"enhanced/{reply.enhanced}", "enhanced", reply.enhanced, row, IANA)


def _code(reply: Reply, plain: bool) -> Iterator[Evidence]:
    """The reply code: after the command that it answers, unless the words are plain, or by itself."""
    rules = rulebook.read("codes")
    for key in (
        (reply.code,)
        if plain
        else (f"{reply.code} {reply.after}", reply.code, f"{reply.code[:1]}yz {reply.after}")
    ):
        if key in rules:
            words = f"{reply.code} after {reply.after}" if reply.after else reply.code
            yield from evidence(f"codes/{key}", "code", words, rules[key], "RFC 5321 §4.2.3")
            return


_INTERFERES = 10.0
"""What it weighs that a command of SMTP is not known, where something in between is known to filter them."""
_NOT_KNOWN = ("500", "502")


def _in_between(reply: Reply) -> Iterator[Evidence]:
    """A verb that was spelt right and is not known, behind what lets only some of them through."""
    if reply.speaker and reply.code in _NOT_KNOWN and reply.after in VERBS:
        for one in software().values():
            if one.front and one.name.casefold() == reply.speaker:
                yield Evidence(
                    f"speakers/{one.name}", "speaker", one.name, "middlebox", _INTERFERES, one.source
                )


def _stage(reply: Reply, found: Sequence[Evidence]) -> Iterator[Evidence]:
    """Against what is spoken for, where the server can hardly have heard of it yet; for what it can mean."""
    stages = rulebook.read("stages")
    rule, said, source = f"stages/{reply.after}", f"after {reply.after}", "RFC 5321 §3.3"
    spoken = {one.cause: one.weight for one in sorted(found, key=lambda one: one.weight)}
    unheard = {cause: weight for cause, weight in stages.get(reply.after, {}).items() if cause in spoken}
    yield from evidence(rule, "stage", said, unheard, source)
    instead = stages["instead"].get(reply.after, {})
    worded = {one.cause for one in found if one.kind == "words"}
    meant = {other: spoken[cause] for cause, other in instead.items() if cause in worded}
    yield from evidence(rule, "stage", said, meant, source)
