"""How the search for duplicates of a type stands."""

from quen.people.models import DuplicateSearch


def search_of(type_key: str) -> DuplicateSearch | None:
    """The search of this type, where there was one; without its model, which is large."""
    return DuplicateSearch.objects.filter(type=type_key).defer("model").first()
