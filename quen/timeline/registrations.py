"""What the timeline lends to the rooms below it, loaded once at start."""

from quen.timeline import auditing, checkups, events, jobs, notices, readers, seals

__all__ = ["auditing", "checkups", "events", "jobs", "notices", "readers", "seals"]
