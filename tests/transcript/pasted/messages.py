"""Bounce messages as they are pasted."""

from __future__ import annotations

from smtpwb.transcript.pasted.found import Found


def told(found: Found) -> tuple[str, ...]:
    return (found.recipient, found.reply.code, found.after, found.host)


def mail(body: bytes, *more: bytes) -> bytes:
    """A message from a postmaster; `more` are further fields."""
    head = (b"From: postmaster@example.org", b"To: sender@example.org", b"Subject: failure", *more)
    return b"\n".join(head) + b"\n\n" + body
