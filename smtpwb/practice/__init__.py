"""The embedded practice server. The only place that imports aiosmtpd."""
