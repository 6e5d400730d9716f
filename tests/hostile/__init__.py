"""Servers that misbehave, each in a way of its own, and what has to hold against every one of them."""
