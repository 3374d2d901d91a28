"""Backups: every row, file and key of an installation in one archive that either database can read."""

from quen.kit.cli import Failed


class BackupFailed(Failed):
    """A backup could not be made, read or brought back; the message says why and what to do."""
