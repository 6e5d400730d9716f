"""BDAT: its form, what it may follow, and the octets that it announced (RFC 3030).

`CHUNKS` looks at commands, `CHUNK` at what is sent as a chunk: no dot ends it there, and none is doubled.
"""

from __future__ import annotations

from smtpwb.smtp import amounts
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject, declared

CHUNKS = Checks()
CHUNK = Checks()


@CHUNKS.row("chunk-size-form", Severity.ERROR, "RFC 3030 §2", "BDAT")
def _chunk_size_form(subject: Subject) -> Says:
    words = subject.command.argument.split()
    well_formed = words and words[0].isdigit() and [w.upper() for w in words[1:]] in ([], [b"LAST"])
    return None if well_formed or not words else "BDAT wants a number of octets, and LAST on the last one."


@CHUNKS.row("chunks-over-limit", Severity.WARNING, "RFC 1870 §6.3", "BDAT")
def _chunks_over_limit(subject: Subject) -> Says:
    dialogue = subject.dialogue
    limit, octets = dialogue.extensions.size, dialogue.chunked + subject.command.chunk_size
    if limit is None or octets <= limit:
        return None
    return f"With this chunk the message has {octets:,} octets, more than the {limit:,} this server takes."


@CHUNKS.row("data-after-chunks", Severity.ERROR, "RFC 3030 §2", "DATA")
def _data_after_chunks(subject: Subject) -> Says:
    if not subject.dialogue.chunked:
        return None
    return "DATA and BDAT do not go together: send the rest by BDAT, or say RSET."


@CHUNKS.row("data-of-binary", Severity.ERROR, "RFC 3030 §3", "DATA")
def _data_of_binary(subject: Subject) -> Says:
    if declared(subject.dialogue, "BODY") != b"BINARYMIME":
        return None
    return "MAIL said BODY=BINARYMIME, which only BDAT can carry."


@CHUNK.row("chunk-overrun", Severity.ERROR, "RFC 3030 §2")
def _chunk_overrun(subject: Subject) -> Says:
    octets, due = len(subject.line) + 2, subject.dialogue.chunk_left
    if octets <= due:
        return None
    left = f"takes {amounts.octets(due)} more"
    return f"The chunk {left}; with its CRLF the line has {octets:,}, and the rest is read as a command."


@CHUNK.row("chunk-not-binary", Severity.ERROR, "RFC 3030 §3")
def _chunk_not_binary(subject: Subject) -> Says:
    bare = b"\r" in subject.line or b"\n" in subject.line or b"\0" in subject.line
    if not bare or declared(subject.dialogue, "BODY") == b"BINARYMIME":
        return None
    return "NUL, and CR or LF alone, want BODY=BINARYMIME behind the path of MAIL."


@CHUNK.row("dot-in-chunk", Severity.INFO, "RFC 3030 §2")
def _dot_in_chunk(subject: Subject) -> Says:
    if not subject.line.startswith(b"."):
        return None
    return "A dot is a dot in a chunk: it ends nothing, and the server takes none away."
