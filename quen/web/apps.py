from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "quen.web"
    label = "web"

    def ready(self) -> None:
        from quen.accounts.rights import right
        from quen.kit import shell
        from quen.kit.privacy import holds_nobody
        from quen.web import commands, events, jobs, models, starting  # noqa: F401 - lend what they declare
        from quen.web.actions import handing_over  # noqa: F401 - the clock finds it

        right("web.keep_backups", _("Make and download backups"), group=_("Administration"))

        commands.declare()
        shell.entry(
            "home", label=_("Home"), route="web:home", icon="home", order=1, go="h", phone=True
        )
        shell.entry(
            "settings",
            label=_("Settings"),
            route="web:settings",
            icon="settings",
            section="bottom",
            order=99,
            go="s",
        )
        self._settings()
        self._money()
        self._hand_over()
        holds_nobody(models.HandOver, models.FirstHour)

    def _settings(self) -> None:
        from quen.kit import shell

        shell.setting(
            "workspace",
            label=_("Company"),
            route="web:workspace",
            icon="building",
            needs="kit.change_workspace",
            order=1,
            about=_("Name, country, language, time zone, currency and working hours."),
        )
        shell.setting(
            "first_hour",
            label=_("Five questions"),
            route="web:first_hour",
            icon="messages",
            needs="kit.change_workspace",
            order=2,
            about=_(
                "Trade, what you call a customer, stages and channels: answer again at any time."
            ),
        )
        shell.setting(
            "packs",
            label=_("Industry packs"),
            route="web:packs",
            icon="package",
            needs="kit.change_workspace",
            order=3,
            about=_("Stages, fields, views and sample data of a trade, to take in and to undo."),
        )
        shell.setting(
            "backups",
            label=_("Backups"),
            route="web:backups",
            icon="archive",
            needs="web.keep_backups",
            order=79,
            about=_("Make one, try whether it comes back, take it away; when they are made."),
        )
        shell.setting(
            "protection",
            label=_("Data protection"),
            route="web:protection",
            icon="shield-lock",
            needs="kit.change_workspace",
            order=77,
            about=_("Who answers for the data, and how much may be taken away unasked."),
        )

    def _money(self) -> None:
        from quen.kit import shell

        shell.setting(
            "letterhead",
            label=_("Letterhead"),
            route="web:letterhead",
            icon="id",
            needs="kit.change_workspace",
            order=40,
            about=_("What the company is on quotes and invoices: name, tax code, logo, signatory."),
        )
        shell.setting(
            "rates",
            label=_("Exchange rates"),
            route="web:rates",
            icon="exchange",
            needs="kit.manage_rates",
            order=41,
            about=_("What other currencies are worth in the company's own, by days."),
        )

    def _hand_over(self) -> None:
        from quen.kit import shell

        shell.setting(
            "hand_over",
            label=_("Hand-over"),
            route="web:hand_overs",
            icon="users-minus",
            needs="accounts.manage_users",
            order=13,
            about=_("A colleague leaves: customers, deals and tasks go to others in one step."),
        )
        shell.on_colleague(
            "hand_over",
            label=_("Hand over customers"),
            route="web:hand_overs",
            query="?of=",
            icon="users-minus",
            needs="accounts.manage_users",
        )
