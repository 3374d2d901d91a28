"""What the questions of one page have read already: many figures are made of the same numbers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

# What was asked, as whoever read it names it: what came back. One page of one colleague shares it.
Read = dict[Any, Any]
Answered = TypeVar("Answered")


def once(count: Callable[..., Answered]) -> Callable[..., Answered]:
    """Count once for all scopes that are alike and share `read`; what is given back is not to be changed."""

    @wraps(count)
    def counted(scope: Any, *more: Any) -> Answered:
        asked = (count, scope, *more)
        if asked not in scope.read:
            scope.read[asked] = count(scope, *more)
        found: Answered = scope.read[asked]
        return found

    return counted
