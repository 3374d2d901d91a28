from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "quen.insights"
    label = "insights"

    def ready(self) -> None:
        from quen.insights import (  # noqa: F401 - the clock and the log find theirs
            checkups,
            contacts,
            dimensions,
            jobs,
            lead_rule,
            leads,
            merging,
            panels,
            purchases,
            readers,
        )
        from quen.insights.customers import declared
        from quen.insights.customers.telling import reads_all_amounts
        from quen.insights.library import analysis
        from quen.kit import shell

        dimensions.declare()
        contacts.declare()
        lead_rule.watch_people()
        declared.declare()
        merging.declare()
        panels.declare()
        self._keep()
        self._lend_rights()
        self._lend_costs()
        analysis(
            "targets",
            label=_("Targets"),
            about=_("What the company, its teams and people are to reach, and how far they are."),
            route="insights:targets",
            icon="target",
            needs="web.use",
        )
        analysis(
            "worths",
            label=_("Customers by value"),
            about=_(
                "What each customer bought so far, since when, and who is not active any more."
            ),
            route="insights:worths",
            icon="coins",
            needs="people.view_contact",
            shown_to=reads_all_amounts,
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

    def _lend_rights(self) -> None:
        from quen.accounts.rights import right

        right("insights.manage_targets", _("Set targets"), group=_("Administration"))
        right(
            "insights.share_links",
            _("Share dashboards by a link with people outside"),
            group=_("Administration"),
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
            label=_("Costs, leads and active customers"),
            route="insights:costs",
            icon="coins",
            needs="insights.manage_costs",
            order=48,
            about=_(
                "What marketing and sales cost by month, who counts as a lead, and how long a customer counts as active."
            ),
        )

    def _keep(self) -> None:
        from quen.insights import models
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody, holds_person
        from quen.people.privacy import whole_rows

        holds_nobody(
            models.Tally,
            models.Mark,
            models.LineMark,
            models.Counted,
            models.Dashboard,
            models.Target,
            models.Purchase,
            models.PurchaseMark,
            models.PurchaseTally,
            models.Buyer,
            models.BoardLink,
            models.BoardMail,
            models.Cost,
            models.CustomerRule,
            models.LeadMark,
        )
        holds_person(
            models.Lead,
            keep="until the contact is erased",
            **whole_rows(models.Lead, lambda pk: Q(contact_id=pk)),
        )
        setting_rows(
            dashboards=models.Dashboard,
            targets=models.Target,
            costs=models.Cost,
            customer_rules=models.CustomerRule,
        )
