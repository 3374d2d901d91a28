"""What the timeline lends to the rooms below it, loaded once at start."""

from quen.timeline import auditing, readers, seals

__all__ = ["auditing", "readers", "seals"]
