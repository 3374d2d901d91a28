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
            dimensions,
            jobs,
            merging,
            models,
            readers,
        )
        from quen.insights.library import analysis
        from quen.kit import shell
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody

        dimensions.declare()
        contacts.declare()
        merging.declare()
        holds_nobody(
            models.Tally,
            models.Mark,
            models.LineMark,
            models.Counted,
            models.Dashboard,
            models.Target,
        )
        setting_rows(dashboards=models.Dashboard, targets=models.Target)
        right("insights.manage_targets", _("Set targets"), group=_("Administration"))
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
