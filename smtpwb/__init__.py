"""smtpwb: a terminal workbench for the SMTP dialogue."""

__version__ = "0.1.0"
