from quen.work.models.feed import Feed
from quen.work.models.invitation import Invitation
from quen.work.models.note import Note
from quen.work.models.task import Task

__all__ = ["Feed", "Invitation", "Note", "Task"]
