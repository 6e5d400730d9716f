"""The same dialogue for other programs: swaks, curl, openssl, telnet, Python. Secrets are only named."""
