"""The grammar of RFC 5321 §4.1.2, as patterns over octets; each names the rule it spells.

A pattern says whether something is well-formed, never whether it may be sent: anything may (law 5).
"""

from __future__ import annotations

import re

ATOM = rb"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\x80-\xff]+"
"""atext of RFC 5322 §3.2.3, widened by UTF-8 octets (RFC 6531 §3.3)."""
DOT_STRING = rb"(?:%b)(?:\.(?:%b))*" % (ATOM, ATOM)
QUOTED_STRING = rb'"(?:[\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\x20-\x7e])*"'
SUB_DOMAIN = rb"[A-Za-z0-9\x80-\xff](?:[A-Za-z0-9\x80-\xff\-]*[A-Za-z0-9\x80-\xff])?"
DOMAIN = rb"%b(?:\.%b)*\.?" % (SUB_DOMAIN, SUB_DOMAIN)
ADDRESS_LITERAL = rb"\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+|[A-Za-z0-9\-]+:[!-Z^-~]+)\]"
"""address-literal of RFC 5321 §4.1.3."""
MAILBOX = rb"(?P<local>%b|%b)@(?P<domain>%b|%b)" % (DOT_STRING, QUOTED_STRING, DOMAIN, ADDRESS_LITERAL)
SOURCE_ROUTE = rb"(?P<route>@%b(?:,@%b)*):" % (DOMAIN, DOMAIN)
"""A-d-l: must be accepted, should not be generated (RFC 5321 §4.1.2, appendix F.2)."""

domain = re.compile(DOMAIN)
address_literal = re.compile(ADDRESS_LITERAL, re.IGNORECASE)
mailbox = re.compile(rb"(?:%b)?%b" % (SOURCE_ROUTE, MAILBOX), re.IGNORECASE)
parameter = re.compile(rb"(?P<keyword>[A-Za-z0-9][A-Za-z0-9\-]*)(?:=(?P<value>[!-<>-~\x80-\xff]+))?")
"""esmtp-param of RFC 5321 §4.1.2."""
base64_text = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
"""base64 of RFC 4648 §4, as AUTH wants it (RFC 4954 §4)."""
