"""Every form in which a dialogue leaves the program."""
