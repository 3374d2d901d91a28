"""The roles a new workspace starts with."""

from quen.accounts.actions.roles import add_role, change_role
from quen.accounts.models import Role
from quen.accounts.models.role import BUILT_IN
from quen.accounts.rights import RIGHTS, Right

SELLING = ("view", "add", "change", "delete", "assign")


def add_roles() -> dict[str, Role]:
    """Make the built-in roles that are missing; gives all by key."""
    for key, name in BUILT_IN.items():
        if not Role.objects.filter(key=key).exists():
            role = add_role(name=name, key=key, grants=grants_of(key), by=None)
            Role.objects.filter(pk=role.pk).update(built_in=True)
    return {role.key: role for role in Role.objects.all()}


def give_new_rights() -> list[str]:
    """Give the administrator's role what no role grants, such as the rights of a newer version; gives them.

    Nobody may grant a right that they do not have, so such a right could never be given to anybody.
    """
    roles = list(Role.objects.all())
    held = {key for role in roles for key, reach in role.grants.items() if reach}
    fresh = sorted(set(RIGHTS) - held)
    admin = next((role for role in roles if role.key == "admin"), None)
    if not fresh or admin is None:
        return []
    grants = {
        **{k: v for k, v in admin.grants.items() if k in RIGHTS},
        **dict.fromkeys(fresh, "all"),
    }
    change_role(admin, by=None, name=admin.name, grants=grants, fields=admin.fields)
    return fresh


def grants_of(key: str) -> dict[str, str]:
    """The rights a built-in role starts with, over everything that rooms have lent."""
    return {right.key: reach for right in RIGHTS.values() if (reach := _reach(key, right))}


def _reach(key: str, right: Right) -> str:
    if key == "admin":
        return "all"
    if not right.reaches:
        return "all" if right.key in EVERYONE or right.key in PLAIN.get(key, ()) else ""
    if right.verb == "view":
        return {"manager": "tree", "sales": "own", "support": "all"}.get(key, "all")
    if key == "viewer":
        return ""
    if key == "manager":
        return "tree"
    if key == "sales":
        return "own" if right.verb in SELLING else ""
    if key in ("marketing", "support"):
        return "all" if right.verb in ("add", "change") else ""
    return ""


EVERYONE = ("web.use", "web.view_home", "commerce.view_product", "automation.view_run")
PLAIN = {
    "manager": (
        "automation.start_flow",
        "people.import",
        "fields.share_views",
        "timeline.view_audit",
        "commerce.add_product",
        "commerce.change_product",
        "commerce.delete_product",
        "commerce.export_product",
        "commerce.manage_categories",
        "commerce.manage_price_lists",
        "commerce.book_payment",
        "commerce.reconcile",
        "insights.manage_targets",
    ),
    "marketing": ("people.import", "fields.share_views", "automation.start_flow"),
    "sales": ("automation.start_flow",),
    "support": ("automation.start_flow",),
}
