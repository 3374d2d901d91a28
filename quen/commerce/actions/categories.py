"""Categories of products are added, renamed, moved in their tree and removed."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce import events
from quen.commerce.categories import forget_categories
from quen.commerce.models import Category, Product
from quen.kit.db import lock
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.timeline.log import record


@transaction.atomic
def save_category(
    category: Category | None, *, by: User, name: str, parent: Category | None = None
) -> Category:
    """Add a category (None) or rename and move one. Raises Refused for an empty or taken name, and for a
    place below itself."""
    lock("commerce.categories")
    name = one_line(clean(name))[:80]
    if not name:
        raise Refused(_("Give the category a name."), errors={"name": _("This is empty.")})
    it = _locked(category) if category else Category()
    if it.pk:
        _check_place(it, parent)
    before = {"name": it.name, "parent": it.parent.name if it.parent_id and it.parent else ""}
    it.name, it.norm, it.parent = name, fold(name)[:80], parent
    _save(it)
    after = {"name": name, "parent": parent.name if parent else ""}
    changes = {key: [was, after[key]] for key, was in before.items() if was != after[key]}
    if changes:
        record(events.CategoryChanged(name=name, changes=changes), on=[], by=by)
    forget_categories()
    return it


@transaction.atomic
def remove_category(category: Category, *, by: User) -> None:
    """Take a category away that holds no live product and no category. Raises Refused."""
    lock("commerce.categories")
    it = _locked(category)
    if Category.objects.live().filter(parent=it).exists():
        raise Refused(_("There are categories below this one. Move or remove them first."))
    if Product.objects.filter(category=it, deleted_at=None).exists():
        raise Refused(_("There are products in this category. Move them first."))
    it.removed_at = timezone.now()
    it.save(update_fields=["removed_at"])
    record(events.CategoryChanged(name=it.name, changes={"name": [it.name, ""]}), on=[], by=by)
    forget_categories()


def _locked(category: Category) -> Category:
    found = Category.objects.live().select_for_update().filter(pk=category.pk).first()
    if found is None:
        raise Refused(_("This category is not there any more."), status=404)
    return found


def _check_place(it: Category, parent: Category | None) -> None:
    """A category stands below itself by no road."""
    above = parent
    while above is not None:
        if above.pk == it.pk:
            words = _("A category cannot stand below itself.")
            raise Refused(words, errors={"parent": words})
        above = above.parent


def _save(it: Category) -> None:
    try:
        with transaction.atomic():
            it.save()
    except IntegrityError as error:
        words = _("There is a category of this name here already.")
        raise Refused(words, errors={"name": words}, status=409) from error
