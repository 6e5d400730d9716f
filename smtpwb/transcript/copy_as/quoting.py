"""Octets as words of a shell and as lines of a comment, so that a paste does what it shows (law 3).

What is printable is quoted as `shlex` does; any other octet stands as an escape, never as itself.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from smtpwb.smtp.visible import visible, visible_text


def word(octets: bytes) -> str:
    """One word of a POSIX shell; with octets that cannot be shown, of bash, ksh or zsh (`$'…'`)."""
    text = _shown(octets)
    return shlex.quote(text) if text is not None else f"$'{''.join(map(_escaped, octets))}'"


def text_word(text: str) -> str:
    """The same of text."""
    return word(text.encode("utf-8", "surrogateescape"))


def piped(message: bytes, command: str) -> Iterator[str]:
    """A command with the message as its input, ended by LF: a here-document; for odd octets `printf`."""
    lines = message.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    shown = [_shown(line) for line in lines]
    if None in shown:
        whole = "".join(map(_escaped, message.replace(b"\r\n", b"\n")))
        yield f"printf '{whole.replace('%', '%%')}' | {command}"
        return
    end = "EOF"
    while end in shown:
        end += "_"
    yield f"{command} <<'{end}'"
    yield from (line for line in shown if line is not None)
    yield end


def comments(sentences: Iterable[str]) -> Iterator[str]:
    """Each as a comment of a shell or of Python."""
    return (f"# {visible_text(sentence)}" for sentence in sentences)


def _shown(octets: bytes) -> str | None:
    """As text, if it shows as it is."""
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if visible(octets) == text else None


def _escaped(octet: int) -> str:
    if octet in b"'\\" or not 0x20 <= octet < 0x7F:
        return f"\\{octet:03o}"
    return chr(octet)
