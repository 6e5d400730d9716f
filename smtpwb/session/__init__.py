"""One live dialogue with one server. The only place that imports aiosmtplib."""
