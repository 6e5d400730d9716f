"""What SMTP is: grammar, commands, replies, dialogue, extensions, SASL, visible text.

Pure: bytes and values in, values out.
"""
