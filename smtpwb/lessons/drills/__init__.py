"""Drills: flash cards on codes, on the order of commands, on mistakes and on who can fix a refusal."""
