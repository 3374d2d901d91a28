"""What the palette can do by itself: go to pages, add records, switch theme and language, sign out.

Pages and creations are the shell's own entries, so the palette never lists what a person may not
open. A creation takes words: "task call Lan tomorrow 9" opens the new task with name and day.
"""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.kit import shell
from quen.kit.commands import Command, command
from quen.kit.moments import spoken

THEMES = (
    ("light", _("Light theme"), "sun"),
    ("dark", _("Dark theme"), "moon"),
    ("auto", _("Theme of the system"), "device-desktop"),
)
# How people call a new record, beside its label.
SPOKEN = {
    "task": ("task", "todo", "viec", "cong viec", "งาน"),
    "contact": ("contact", "customer", "khach", "khach hang", "ลูกค้า"),
    "company": ("company", "cong ty", "บริษัท"),
    "deal": ("deal", "co hoi", "ดีล"),
    "product": ("product", "san pham", "สินค้า"),
}
# Whose form begins with the words behind the verb.
PREFILLED = ("task",)


def declare() -> None:
    """Lend the commands that are no pages (once, at start)."""
    for order, (key, label, icon) in enumerate(THEMES):
        command(
            f"theme.{key}", label=label, icon=icon, url=_preferences, post=("theme", key),
            order=80 + order, words=("theme", "giao dien", "ธีม"),
        )  # fmt: skip
    for order, (code, name) in enumerate(shell.LANGUAGES):
        command(
            f"language.{code}", label=name, icon="language", url=_preferences,
            post=("language", code), order=90 + order, words=("language", "ngon ngu", "ภาษา"),
        )  # fmt: skip
    command(
        "sign_out", label=_("Sign out"), icon="logout", url=_sign_out, post=("", ""), order=99,
        words=("logout", "log out", "dang xuat"),
    )  # fmt: skip


def page_commands(user: Any) -> list[Command]:
    """The pages and creations this user may open, as commands."""
    entries = [*shell.allowed(shell.ENTRIES, user), *shell.allowed(shell.SETTINGS, user)]
    pages = [
        Command(
            key=f"go.{e.key}",
            label=gettext("Go to %s") % e.label,
            icon=e.icon,
            url=_to(e),
            shortcut=f"g {e.go}" if e.go else "",
        )
        for e in entries
    ]
    return [*map(_creation, shell.allowed(shell.CREATE, user)), *pages]


def _creation(entry: shell.Entry) -> Command:
    return Command(
        key=f"new.{entry.key}",
        label=gettext("Add %s") % entry.label,
        icon=entry.icon,
        url=_to(entry),
        takes=_("what, and a day") if entry.key in PREFILLED else "",
        words=SPOKEN.get(entry.key, ()),
        order=10,
    )


def _to(entry: shell.Entry) -> Any:
    return lambda user, words: with_words(entry, user, words)


def with_words(entry: shell.Entry, user: Any, words: str) -> str:
    """The entry's page, its form begun with the words: `title`, and `due_on` where a day was named.

    A task has a day and no hour, so an hour that was typed stays in the title.
    """
    if not words or entry.key not in PREFILLED:
        return entry.url
    said = spoken(words, timezone.localdate(timezone=ZoneInfo(user.zone)))
    facts = {"title": said.rest + (f" {said.at:%H:%M}" if said.at else "")}
    if said.day:
        facts["due_on"] = said.day.isoformat()
    return f"{entry.url}{'&' if '?' in entry.url else '?'}{urlencode(facts)}"


def _preferences(user: Any, words: str) -> str:
    return reverse("accounts:preferences")


def _sign_out(user: Any, words: str) -> str:
    return reverse("account_logout")
