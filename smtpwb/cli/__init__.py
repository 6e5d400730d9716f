"""The smtpwb command: one file a subcommand."""
