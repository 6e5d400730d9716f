"""What a strict server wants of the name in HELO and EHLO.

RFC 5321 §4.1.4 lets a server look whether the name is the client's, and forbids to refuse mail for that
alone; here only a name that cannot be anybody's is refused, or one that is the server's own.
"""

from __future__ import annotations

import ipaddress

from smtpwb.practice.replies import reply


def refusal(host: str, name: str) -> str:
    """The reply of the server `host` to a name that it does not take; empty for one that it does."""
    if name.lower().rstrip(".") == host:
        return reply("hello is mine", shown=name, host=host)
    if name.startswith("["):
        return "" if _is_literal(name) else reply("hello literal", shown=name)
    return "" if _is_full(name) else reply("hello short", shown=name)


def _is_literal(name: str) -> bool:
    """An address literal (RFC 5321 §4.1.3)."""
    if not name.endswith("]"):
        return False
    inner = name[1:-1]
    tagged = inner.upper().startswith("IPV6:")
    try:
        address = ipaddress.ip_address(inner[5:] if tagged else inner)
    except ValueError:
        return False
    return tagged == (address.version == 6)


def _is_full(name: str) -> bool:
    """A fully qualified name (RFC 5321 §2.3.5): two labels at least, and no bare address."""
    labels = name.rstrip(".").split(".")
    letters = all(_is_label(label) for label in labels)
    return letters and len(labels) > 1 and not labels[-1].isdecimal()


def _is_label(label: str) -> bool:
    return (
        label.isascii()
        and label.replace("-", "").isalnum()
        and not label.startswith("-")
        and not label.endswith("-")
    )
