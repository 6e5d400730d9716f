"""The ways in: each leads from a target to a connected socket, and says what carries it."""
