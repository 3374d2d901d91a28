"""The field that says who looks after a record."""

from django.utils.translation import gettext_lazy as _

from quen.fields.catalogue import built_in
from quen.people.choices import users
from quen.people.headers import OWNER


def owner_field(name: str, *words: str) -> None:
    """Who looks after a record; `words` are further headers of columns that mean it."""
    built_in(
        name,
        "owner_id",
        _("Owner"),
        "user",
        column="owner_id",
        choices=users,
        write="owner_id",
        listed=True,
        related="user",
        words=(*OWNER, *words),
    )
