"""Replies found in whatever people paste: a reply, log lines, a transcript, a bounce message."""
