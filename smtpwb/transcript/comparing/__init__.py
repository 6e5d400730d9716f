"""Two dialogues side by side: aligned by what was sent, and what is different in the answers."""
