from quen.work.models.note import Note
from quen.work.models.task import Task

__all__ = ["Note", "Task"]
