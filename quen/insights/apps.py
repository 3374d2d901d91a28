from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "quen.insights"
    label = "insights"

    def ready(self) -> None:
        from quen.accounts.rights import right
        from quen.insights import (  # noqa: F401 - the clock and the log find theirs
            checkups,
            contacts,
            customer_measures,
            dimensions,
            jobs,
            merging,
            models,
            purchases,
            readers,
        )
        from quen.insights.library import analysis
        from quen.kit import shell
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody

        dimensions.declare()
        contacts.declare()
        customer_measures.declare()
        merging.declare()
        holds_nobody(
            models.Tally,
            models.Mark,
            models.LineMark,
            models.Counted,
            models.Dashboard,
            models.Target,
            models.Purchase,
            models.PurchaseMark,
            models.Cost,
            models.CustomerRule,
        )
        setting_rows(
            dashboards=models.Dashboard,
            targets=models.Target,
            costs=models.Cost,
            customer_rules=models.CustomerRule,
        )
        right("insights.manage_targets", _("Set targets"), group=_("Administration"))
        self._lend_costs()
        analysis(
            "targets",
            label=_("Targets"),
            about=_("What the company, its teams and people are to reach, and how far they are."),
            route="insights:targets",
            icon="target",
            needs="web.use",
        )
        shell.entry(
            "reports",
            label=_("Reports"),
            route="insights:library",
            icon="chart-bar",
            section="bottom",
            needs="web.use",
            order=20,
        )

    def _lend_costs(self) -> None:
        from quen.accounts.rights import right
        from quen.kit import shell

        right(
            "insights.manage_costs",
            _("Enter costs of marketing and sales"),
            group=_("Administration"),
        )
        right(
            "insights.view_costs", _("See what winning a customer costs"), group=_("Administration")
        )
        shell.setting(
            "costs",
            label=_("Costs and active customers"),
            route="insights:costs",
            icon="coins",
            needs="insights.manage_costs",
            order=48,
            about=_(
                "What marketing and sales cost by month, and how long a customer counts as active."
            ),
        )
