"""Real servers of a test's own: on loopback and free ports, in a temporary directory, gone with the block."""
