"""`openssl s_client`, read as an order: the place, how TLS begins there, and what is asked of it.

Decides which of its options mean something here: a table, as the manual names them. Nothing is connected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from smtpwb.errors import UsageError
from smtpwb.session.hosts import shown
from smtpwb.session.tls_options import TlsOptions

HINT = "write openssl s_client -starttls smtp -connect HOST:587"


class Order(msgspec.Struct, frozen=True):
    """What one call of s_client says."""

    place: str = ""
    """`HOST:PORT`, unread."""
    starttls: bool = False
    tls: TlsOptions = TlsOptions()


_Take = Callable[[Order, str], Order]


def _tls(field: str, read: Callable[[str], Any] = str) -> _Take:
    return lambda order, value: replace(order, tls=replace(order.tls, **{field: read(value)}))


def _version(version: str) -> _Take:
    return lambda order, _: replace(order, tls=replace(order.tls, minimum=version, maximum=version))


def _starttls(order: Order, protocol: str) -> Order:
    if protocol != "smtp":
        raise UsageError("s_client can start TLS for smtp only", HINT)
    return replace(order, starttls=True)


_WITH_VALUE: dict[str, _Take] = {
    "-connect": lambda order, value: replace(order, place=value),
    "-starttls": _starttls,
    "-servername": _tls("sni"),
    "-CAfile": _tls("ca_file"),
    "-cert": _tls("client_certificate"),
    "-key": _tls("client_key"),
    "-alpn": _tls("alpn", lambda value: tuple(value.split(","))),
    "-verify": lambda order, _: order,
    "-name": lambda order, _: order,
}
_ALONE: dict[str, _Take] = {
    "-verify_return_error": _tls("verify", lambda _: True),
    "-noservername": _tls("sni", lambda _: ""),
    "-tls1": _version("1.0"),
    "-tls1_1": _version("1.1"),
    "-tls1_2": _version("1.2"),
    "-tls1_3": _version("1.3"),
}
_IDLE = frozenset({"-crlf", "-quiet", "-ign_eof", "-showcerts", "-brief", "-status", "-state", "-msg"})
"""Options that people copy along and that change nothing here."""


def read(words: list[str]) -> Order:
    """Read the words behind `openssl s_client`. Raises UsageError for what means nothing here."""
    order, rest = Order(), iter(words)
    for word in rest:
        order = _taken(order, word, rest)
    return order


def _taken(order: Order, word: str, rest: Iterator[str]) -> Order:
    option = word[1:] if word.startswith("--") else word  # openssl takes both spellings
    if option in _IDLE:
        return order
    if option in _ALONE:
        return _ALONE[option](order, "")
    if option in _WITH_VALUE:
        value = next(rest, "")
        if not value:
            raise UsageError(f"{option} of s_client needs a value", HINT)
        return _WITH_VALUE[option](order, value)
    if option.startswith("-") or order.place:
        raise UsageError(f"the option {shown(word)} of s_client is not known here", HINT)
    return replace(order, place=word)
