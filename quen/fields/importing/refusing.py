"""Saying that a file cannot be read."""


class BadFile(ValueError):
    """A file that cannot be read; the message says why and what to do."""
