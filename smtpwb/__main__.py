"""`python -m smtpwb` is the `smtpwb` command."""

from smtpwb.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
