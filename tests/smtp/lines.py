"""Lines that people type, and lines that nobody should, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    *(
        b"MAIL",
        b"mail",
        b"RCPT",
        b"rcpt",
        b"EHLO",
        b"HELO",
        b"LHLO",
        b"AUTH",
        b"BDAT",
        b"DATA",
        b"VRFY",
        b"QUIT",
    ),
    *(
        b" ",
        b"  ",
        b"\t",
        b"FROM",
        b"TO",
        b":",
        b"<",
        b">",
        b"<>",
        b"@",
        b".",
        b"..",
        b'"',
        b"\\",
        b"=",
        b"==",
    ),
    *(b"ann@example.net", b"<bob@practice.test>", b"@relay.test:", b"[192.0.2.1]", b"[IPv6:::1]", b"[", b"]"),
    *(b"SIZE=1", b"SIZE=", b"BODY=8BITMIME", b"SMTPUTF8", b"NOTIFY=NEVER", b"LAST", b"PLAIN", b"YWJj", b"*"),
    *(b"\r", b"\n", b"\r\n.\r\n", b"\0", b"\x1b", b"\xff", "ü".encode(), "\u202e".encode()),
)
typed = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=3)), max_size=12).map(b"".join)
lines = st.one_of(st.binary(max_size=60), typed)
"""Any octets, and octets that look like commands."""
