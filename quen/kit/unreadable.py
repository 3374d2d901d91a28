"""The one error for a value that a person, a file or a provider wrote in a way we cannot read."""

from django.utils.functional import Promise


class Unreadable(ValueError):
    """A typed value cannot be read: `reason` is a stable code, `sentence` says it to a person.

    `sentence` is a lazy translation, so it speaks the language of whoever reads it. `value` is the
    text as it was given.
    """

    def __init__(self, reason: str, sentence: str | Promise, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.sentence = sentence
        self.value = value

    def __str__(self) -> str:
        return str(self.sentence)
