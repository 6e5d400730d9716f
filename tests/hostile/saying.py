"""Replies that are none, or more than one, or not to be read at all."""

from __future__ import annotations

from tests.hostile.misbehaviour import ENVELOPE, GREETS, HELLO, Misbehaviour, greeted

_ONE = (HELLO,)

GREETINGS = (
    Misbehaviour("silence", "<wait 0.3>\n<unplug>", "no greeting"),
    Misbehaviour("a greeting that ends in the middle", "S+ 220 mx.te\n<close>", "cut off", ends=True),
    Misbehaviour("a greeting without a line end", "S+ 220 mx.test ESMTP\n<wait 0.2>", "220"),
    Misbehaviour("a greeting of 4yz", "S: 421 4.3.2 mx.test too busy\n<close>", "busy|closing", ends=True),
    Misbehaviour("a greeting of 5yz", "S: 554 5.3.2 No SMTP service here", "no SMTP service"),
    Misbehaviour("a greeting of 3yz", "S: 354 Go ahead", "354"),
    Misbehaviour("two greetings", f"{GREETS}\n{GREETS}", "nobody asked|not asked|unsolicited"),
    Misbehaviour("an early talker's greeting and reply", f"{GREETS}\nS: 250 ok", "nobody asked|unsolicited"),
    Misbehaviour("HTTP", "S: HTTP/1.1 400 Bad Request\nS: Server: x\nS:\n<close>", "HTTP", ends=True),
    Misbehaviour("SSH", "S: SSH-2.0-OpenSSH_9.2", "SSH"),
    Misbehaviour("POP3", "S: +OK ready", "POP3"),
    Misbehaviour("IMAP", "S: * OK [CAPABILITY IMAP4rev1] ready", "IMAP"),
    Misbehaviour("TLS octets on a plain port", "S+ <15><03><03><00><02><02><28>", "TLS"),
    Misbehaviour("a greeting of NULs", "<times 300 <00>>\nS:", "NUL"),
    Misbehaviour("a greeting drop by drop", "<drip 0.005 220 mx.test ESMTP, at leisure<0D><0A>>", "220"),
    Misbehaviour("closed at once", "<close>", "clos|ended", ends=True),
    Misbehaviour("reset at once", "<reset>", "reset|clos", ends=True),
)

CODES = (
    Misbehaviour("no code", greeted("S: hello there"), "no three-digit", _ONE),
    Misbehaviour("a code of 999", greeted("S: 999 what"), "does not use", _ONE),
    Misbehaviour("a code of 000", greeted("S: 000 what"), "does not use", _ONE),
    Misbehaviour("a code of 1yz", greeted("S: 150 wait"), "150", _ONE),
    Misbehaviour("a code of four digits", greeted("S: 2500 ok"), "neither a space nor a hyphen", _ONE),
    Misbehaviour("a code of two digits", greeted("S: 25 ok"), "no three-digit", _ONE),
    Misbehaviour("a blank before the code", greeted("S:  250 ok"), "no three-digit", _ONE),
    Misbehaviour("a sign before the code", greeted("S: +250 ok"), "no three-digit", _ONE),
    Misbehaviour("an underscore in the code", greeted("S: 2_50 ok"), "no three-digit", _ONE),
    Misbehaviour("digits of another script", greeted("S: ٢٥٠ ok"), "no three-digit", _ONE),
    Misbehaviour("a colon behind the code", greeted("S: 250: ok"), "neither a space nor a hyphen", _ONE),
    Misbehaviour("a code that changes", greeted("S: 250-mx.test\nS: 550 no"), "changes the code", _ONE),
    Misbehaviour(
        "a code that changes its class half way",
        greeted("S: 250-mx.test\nS: 421-no\nS: 250 ok"),
        "changes the code",
        _ONE,
    ),
    Misbehaviour("codes and nothing else", greeted("S: 250"), "250", _ONE),
    Misbehaviour("an enhanced status code of another class", greeted("S: 250 5.1.1 ok"), "contradict", _ONE),
    Misbehaviour(
        "an enhanced status code with huge numbers", greeted("S: 550 5.99999999.99999999 no"), "550", _ONE
    ),
    Misbehaviour(
        "a reply without its last line",
        greeted("<times 400 250-X-AND-SO-ON<0D><0A>>\n<close>"),
        "cut off",
        _ONE,
        ends=True,
    ),
    Misbehaviour("bare LF", greeted("S+ 250 ok<0A>"), "LF alone", _ONE),
    Misbehaviour("bare CR", greeted("S+ 250 o<0D>k<0D><0A>"), "CR that is not part", _ONE),
    Misbehaviour("CR CR LF", greeted("S+ 250 ok<0D><0D><0A>"), "CR that is not part", _ONE),
    Misbehaviour("a NUL within", greeted("S: 250 o<00>k"), "NUL", _ONE),
    Misbehaviour("empty lines between", greeted("S:\nS:\nS: 250 ok"), "no three-digit", _ONE),
    Misbehaviour("a line of 600 octets", greeted("S+ 250 \n<times 600 x>\nS:"), "512 octets", _ONE),
)

TURNS = (
    Misbehaviour(
        "a reply before its command",
        f"{GREETS}\nS: 250 ok\nC: {HELLO}\n<wait 0.2>",
        "nobody asked|unsolicited",
        _ONE,
    ),
    Misbehaviour(
        "two replies to one command", greeted("S: 250 ok\nS: 250 ok"), "nobody asked|unsolicited", _ONE
    ),
    Misbehaviour(
        "a hundred replies to one command",
        greeted("<times 100 250 ok<0D><0A>>"),
        "nobody asked|unsolicited",
        _ONE,
    ),
    Misbehaviour(
        "421 out of the blue",
        greeted("S: 250 ok\n<wait 0.1>\nS: 421 4.4.2 idle\n<close>"),
        "421",
        _ONE,
        ends=True,
    ),
    Misbehaviour("354 to MAIL", greeted("S: 250 ok\nC:\nS: 354 go"), "354", (HELLO, ENVELOPE[0])),
    Misbehaviour("334 to EHLO", greeted("S: 334 dGVzdA=="), "334", _ONE),
    Misbehaviour("220 to MAIL", greeted("S: 250 ok\nC:\nS: 220 again"), "220", (HELLO, ENVELOPE[0])),
    Misbehaviour(
        "221 to NOOP and an end",
        greeted("S: 250 ok\nC: NOOP\nS: 221 bye\n<close>"),
        "221",
        (HELLO, "NOOP"),
        ends=True,
    ),
    Misbehaviour(
        "no reply at all to a command", greeted("<wait 0.3>"), "not yet|waiting|no reply|none", _ONE
    ),
    Misbehaviour("half a reply and silence", greeted("S+ 250-mx.te"), "250-mx.te", _ONE),
    Misbehaviour(
        "a reset in the middle of a reply", greeted("S+ 250-mx.te\n<reset>"), "cut off|reset", _ONE, ends=True
    ),
    Misbehaviour(
        "an end in the middle of a reply",
        greeted("S+ 250-mx.test<0D><0A>250-PI\n<close>"),
        "cut off",
        _ONE,
        ends=True,
    ),
    Misbehaviour(
        "an end in the middle of a line end", greeted("S+ 250 ok<0D>\n<close>"), "cut off", _ONE, ends=True
    ),
    Misbehaviour("a half-close, then nothing", greeted("S: 250 ok\n<half-close>"), "clos", _ONE, ends=True),
    Misbehaviour(
        "reads nothing any more", greeted("S: 250 ok\n<unplug>"), "250", (HELLO, "NOOP", "NOOP", "NOOP")
    ),
)
