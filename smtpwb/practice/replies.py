"""Every reply of the practice server, those to RCPT excepted, which are the mailboxes'.

Worded as a careful Postfix would, or as the server that a persona plays. A reply with a second word of
three numbers carries an enhanced status code, and all do but those that must not: the greeting, the
replies to HELO and EHLO (RFC 2034 §4), and 334 and 354, which report no result (RFC 3463 §2 has no class
3). Some refusals of a connection or a name carry one all the same, as those of Postfix do.
"""

from __future__ import annotations

from collections.abc import Iterable

REPLIES: dict[str, str] = {
    # without an enhanced status code
    "greeting": "220 {host} {protocol} smtpwb practice server, forwards nothing",
    "greeting begins": "220-{host} {protocol} please wait to be greeted",
    "no mail": "521 {host} does not accept mail",
    "hello": "250 {host}",
    "hello syntax": "501 Syntax: {syntax}",
    "challenge": "334 {challenge}",
    "go ahead": "354 End data with <CR><LF>.<CR><LF>",
    # 2yz
    "ok": "250 2.0.0 Ok",
    "kept": "250 2.0.0 Ok: kept as message {number}, forwarded nowhere",
    "chunk": "250 2.0.0 Ok: {octets} octets received",
    "bye": "221 2.0.0 Bye",
    "tls ready": "220 2.0.0 Ready to start TLS",
    "sender ok": "250 2.1.0 Ok",
    "recipient ok": "250 2.1.5 Ok",
    "authenticated": "235 2.7.0 Authentication successful",
    "not verified": "252 2.5.0 Cannot verify the address; RCPT will tell",
    # 4yz
    "busy": "421 4.3.2 {host} All server ports are busy",
    "too many connections": "421 4.7.0 {host} Error: too many connections from {client}",
    "too many messages": "421 4.7.0 {host} Error: too many messages in this connection",
    "shutting down": "421 4.3.2 {host} Service closing transmission channel",
    "timeout": "421 4.4.2 {host} Error: timeout exceeded",
    "sender unknown for now": "450 4.1.8 {path}: Sender address rejected: Domain not found",
    "rate": (
        "450 4.7.1 Error: too much mail from {client}: rate limit of {limit} messages a minute, "
        "try again in {seconds} seconds"
    ),
    "local error": "451 4.3.0 Error: local error in processing",
    "too many recipients": "452 4.5.3 Error: too many recipients",
    "no TLS now": "454 4.7.0 TLS not available due to local problem",
    "no authentication now": "454 4.7.0 Temporary authentication failure",
    # 500 to 502: the line itself
    "unknown": "500 5.5.2 Error: command not recognized",
    "unrecognized": "500 5.5.1 Command unrecognized",
    "crossed out": '500 5.5.1 Command unrecognized: "XXXX"',
    "bad syntax": "500 5.5.2 Error: bad syntax",
    "line too long": "500 5.5.2 Error: line too long",
    "answer too long": "500 5.5.6 Error: authentication exchange line is too long",
    "syntax": "501 5.5.4 Syntax: {syntax}",
    "bad sender": "501 5.1.7 Bad sender address syntax",
    "bad recipient": "501 5.1.3 Bad recipient address syntax",
    "hello literal": "501 5.5.2 <{shown}>: Helo command rejected: invalid ip address",
    "bad base64": "501 5.5.2 Error: cannot decode the base64 response",
    "cancelled": "501 5.7.0 Authentication aborted",
    "no initial response": "501 5.7.0 Error: this mechanism begins with a challenge",
    "SCRAM form": "501 5.5.2 Error: SCRAM begins with n,,n=user name,r=nonce",
    "trace too long": "501 5.5.2 Error: the trace is longer than 255 characters",
    "bad parameter value": "501 5.5.4 Bad value: {parameter}",
    "parameter twice": "501 5.5.4 {keyword} may be given only once",
    "not implemented": "502 5.5.1 Error: command not implemented",
    # 503: out of sequence
    "hello first": "503 5.5.1 Error: send {hello} first",
    "EHLO first": "503 5.5.1 Error: send EHLO first",
    "nested": "503 5.5.1 Error: nested MAIL command",
    "need MAIL": "503 5.5.1 Error: need MAIL command",
    "need RCPT": "503 5.5.1 Error: need RCPT command",
    "DATA after BDAT": "503 5.5.1 Error: DATA after BDAT",
    "in transaction": "503 5.5.1 Error: MAIL transaction in progress",
    "only QUIT": "503 5.5.1 Error: no mail service here; QUIT is all that may be said",
    "sent ahead": "503 5.5.1 Error: improper use of SMTP command pipelining",
    "already authenticated": "503 5.5.1 Error: already authenticated",
    # 504 and above: what was asked cannot be done
    "hello short": "504 5.5.2 <{shown}>: Helo command rejected: need fully-qualified hostname",
    "no help": "504 5.5.4 No help on that; HELP alone lists what there is",
    "no mechanism": "504 5.5.4 Error: unrecognized authentication mechanism",
    "authentication required": "530 5.7.0 Authentication required",
    "mechanism too weak": "534 5.7.9 Error: authentication mechanism is too weak for this user",
    "credentials": "535 5.7.8 Error: authentication failed: credentials invalid",
    "credentials form": "535 5.7.8 Error: authentication failed: PLAIN is [authzid] NUL authcid NUL password",
    "encryption required": "538 5.7.11 Encryption required for requested authentication mechanism",
    "hello is mine": "550 5.7.1 <{shown}>: Helo command rejected: You are not {host}",
    "sender does not exist": "550 5.1.8 {path}: Sender address rejected: Domain not found",
    "sender SPF": (
        "550 5.7.23 {path}: Sender address rejected: SPF check failed: "
        "{domain} does not let {client} send for it"
    ),
    "sender null MX": (
        "550 5.7.27 {path}: Sender address rejected: Domain {domain} does not accept mail (nullMX)"
    ),
    "blocked": "550 5.7.1 Client host [{client}] blocked for an hour: it went on after the rate limit",
    "size": "552 5.3.4 Message size exceeds fixed limit of {limit} octets",
    "MAIL without SMTPUTF8": "550 5.6.7 Non-ASCII address needs SMTPUTF8 in MAIL",
    "RCPT without SMTPUTF8": "553 5.6.7 Non-ASCII address needs SMTPUTF8 in MAIL",
    "sender not logged in": "553 5.7.1 {path}: Sender address rejected: not logged in",
    "sender not owned": "553 5.7.1 {path}: Sender address rejected: not owned by the user who is logged in",
    "no service": "554 5.3.2 {host} No SMTP service here",
    "talked early": "554 5.5.1 Protocol error: you spoke before the greeting was over",
    "TLS active": "554 5.5.1 Error: TLS already active",
    "no valid recipients": "554 5.5.1 Error: no valid recipients",
    "unsupported parameter": "555 5.5.4 Unsupported option: {parameter}",
}

BUILT_IN = frozenset({"220 Ready to start TLS"})
"""What aiosmtpd itself says where its own code is used, and what is therefore not sent: ours was."""


def reply(name: str, **values: object) -> str:
    """The text of a reply, without CRLF, its values filled in. Raises KeyError for an unknown name."""
    return REPLIES[name].format(**values)


def help_reply(texts: Iterable[str]) -> str:
    """A 214 of one or more lines; each carries code and enhanced status code (RFC 2034 §4)."""
    lines = list(texts)
    return "\r\n".join([f"214-2.0.0 {text}" for text in lines[:-1]] + [f"214 2.0.0 {lines[-1]}"])
