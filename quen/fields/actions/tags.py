"""Putting tags on records."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from quen.fields.models import Tag, Tagged
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line

MOST_TAGS = 50
# Told in SQL: programs ask it for every page, and building the query cost more than running it.
_NAMES = """
SELECT g.record_id, t.name FROM fields_tagged g JOIN fields_tag t ON t.id = g.tag_id
WHERE g.type = %s AND g.record_id IN ({ids}) ORDER BY t.key
"""


@transaction.atomic
def tags_named(names: Iterable[str]) -> dict[str, Tag]:
    """Tags by folded name, made where missing. Raises Refused for an empty or endless name."""
    spelt: dict[str, str] = {}
    for name in names:
        word = one_line(clean(str(name))).strip()
        if not word or len(word) > 60:
            raise Refused(
                _("A tag is a word of at most 60 letters."), errors={"tags": str(name)[:80]}
            )
        spelt.setdefault(fold(word)[:60], word)
    known = {tag.key: tag for tag in Tag.objects.filter(key__in=spelt)}
    fresh = [Tag(name=word, key=key) for key, word in spelt.items() if key not in known]
    if fresh:
        Tag.objects.bulk_create(fresh, ignore_conflicts=True)
        known = {tag.key: tag for tag in Tag.objects.filter(key__in=spelt)}
    return known


@transaction.atomic
def set_tags(type_key: str, wanted: Mapping[int, Iterable[str]], *, new: bool = False) -> None:
    """Make these the tags of each record (only adding where `new`)."""
    lists = {pk: list(names) for pk, names in wanted.items()}
    if any(len(names) > MOST_TAGS for names in lists.values()):
        raise Refused(_("At most %d tags fit on one record.") % MOST_TAGS)
    known = tags_named(name for names in lists.values() for name in names)
    if not new:
        Tagged.objects.filter(type=type_key, record_id__in=list(lists)).delete()
    rows = [
        Tagged(tag=known[key], type=type_key, record_id=pk)
        for pk, names in lists.items()
        for key in dict.fromkeys(fold(one_line(clean(str(n))).strip())[:60] for n in names)
    ]
    Tagged.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


@transaction.atomic
def drop_tag(tag_id: int) -> None:
    """Delete a tag that no record bears; one that is borne stays."""
    Tag.objects.filter(pk=tag_id).exclude(pk__in=Tagged.objects.values("tag_id")).delete()


def tags_of(type_key: str, ids: Iterable[int]) -> dict[int, list[Tag]]:
    """Tags of records, one query."""
    found: dict[int, list[Tag]] = {pk: [] for pk in ids}
    rows = Tagged.objects.filter(type=type_key, record_id__in=list(found)).select_related("tag")
    for row in rows.order_by("tag__key"):
        found[row.record_id].append(row.tag)
    return found


def tag_names_of(type_key: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """Names of the tags of records, one query."""
    found: dict[int, list[str]] = {pk: [] for pk in ids}
    if found:
        marks = ", ".join(["%s"] * len(found))
        with connection.cursor() as cursor:
            cursor.execute(_NAMES.format(ids=marks), [type_key, *found])
            for pk, name in cursor.fetchall():
                found[pk].append(name)
    return found
