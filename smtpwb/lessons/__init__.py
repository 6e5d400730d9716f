"""Walkthroughs as data, and the runner that watches events and moves on."""
