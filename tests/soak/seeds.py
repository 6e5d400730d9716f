"""Octets of which many are nearly something; and those that showed a defect once."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    *(b"\r\n", b"\n", b"\r", b" ", b"\t", b"\0", b"\x1b[2J", b"\xff", b"\xc2\xa0", b"\xe2\x80\xae", b"<1B>"),
    *(b"220 mx.test ESMTP", b"250-", b"250 ok", b"250 SIZE 1", b"354 go", b"334 YWJj", b"235 ", b"421 bye"),
    *(
        b"550 5.1.1 <a@b.test>: no such user",
        b"451 4.7.1 later",
        b"999",
        b"2.1.0",
        b"25",
        b"5.7.",
        b"x" * 600,
    ),
    *(
        b"C",
        b"CEHLO a",
        b"CMAIL FROM:<a@b.test> SIZE=1",
        b"CRCPT TO:<c@d.test>",
        b"CDATA",
        b"C.",
        b"C..",
        b"CQUIT",
    ),
    *(b"CAUTH PLAIN AGEAYg==", b"CAUTH LOGIN", b"C*", b"CBDAT 5 LAST", b"CSTARTTLS", b"T", b"F", b"X", b"H"),
    *(
        b"C: ",
        b"S: ",
        b"C: DATA",
        b"C: .",
        b"S: 354",
        b"S: 2xx",
        b"{env:A}",
        b"{prompt:b}",
        b"<close>",
        b"C<raw>: ",
    ),
    *(
        b"<wait 1s>",
        b"# target: ",
        b"mx:",
        b"unix:/",
        b"pipe:x ",
        b"smtps://",
        b"telnet ",
        b"openssl s_client -connect ",
    ),
    *(
        b"[2001:db8::1]",
        b"user@",
        b":25",
        b"v1:192.0.2.1:1,192.0.2.2:2",
        b"socks5://u:p@",
        b"%eth0",
        b"-o",
        b"'",
    ),
    *(
        b'{"smtpwb_journal":1}\n',
        b'{"event":"arrived","seq":',
        b'"at":0',
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b",",
        b"\\u0000",
    ),
    *(
        b"id = ",
        b"primary = ",
        b'"#ffffff"',
        b"[[steps]]\n",
        b"kind = ",
        b"[keys]\n",
        b"theme = ",
        b"[variables]\n",
        b"= ",
    ),
    *(
        b"MIME-Version: 1.0\n",
        b"Content-Type: multipart/report; boundary=x\n",
        b"--x\n",
        b"--x--\n",
        b"=?utf-8?q?a?=",
    ),
    *(
        b"Content-Type: message/delivery-status\n",
        b"Final-Recipient: rfc822; a@b.test\n",
        b"Action: failed\n",
    ),
    *(
        b"Diagnostic-Code: smtp; 550 5.1.1 no\n",
        b"Subject: Undelivered\n",
        b"From: MAILER-DAEMON\n",
        b"To: a\n",
    ),
    *(
        b"postfix/smtp[1]: A: to=<a@b.test>, dsn=5.1.1, status=bounced (host mx said: 550 no)",
        b"<** 550 no",
        b"> ",
    ),
    *(
        b"exim: ** a@b.test R=x T=y: SMTP error: 550 no",
        b"r=a,s=YQ==,i=4096",
        b"NTLMSSP\0\2\0\0\0",
        b'realm="',
    ),
)
octets = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=30).map(b"".join)
_DEEP = b"[" * 20_000
FOUND = (
    *(
        b'{"\xff',
        b'{"\xff":"550 no"}',
        b'{"smtpwb_journal":1,"x":' + _DEEP + b"\n",
        b'{"event":"arrived","x":' + _DEEP,
    ),
    *(
        b'\0\0{"event":"arrived","x":' + _DEEP + b"\n",
        b'{"smtpwb_journal":1}\n{"event":"closed","x":' + _DEEP + b"\n",
    ),
)
"""What showed a defect; findings of `fuzz` go to its end."""
SEEDS: tuple[bytes, ...] = (b"", b"\n", b"\0", *PIECES, *FOUND)
