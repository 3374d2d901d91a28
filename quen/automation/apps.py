from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AutomationConfig(AppConfig):
    name = "quen.automation"
    label = "automation"

    def ready(self) -> None:
        from quen.automation import (  # noqa: F401 - the clock, the log and the worker find theirs
            jobs,
            merging,
            models,
            notices,
            panels,
            privacy,
            readers,
        )
        from quen.automation.actions import turning  # noqa: F401 - lends its work
        from quen.kit.everything import setting_rows, taken_along
        from quen.kit.records import record_type

        notices.declare()
        merging.declare()
        privacy.declare()
        record_type(
            "ask",
            model=models.Ask,
            label=_("Approval"),
            plural=_("Approvals"),
            icon="help-circle",
            url=lambda pk: reverse("automation:ask", args=[pk]),
            title=lambda ask: ask.question,
            short=lambda ask: {"id": ask.pk, "question": ask.question},
            capability="web.use",
        )
        panels.carries("contact")
        panels.carries("company")
        setting_rows(flows=models.Flow, stand_ins=models.StandIn)
        taken_along("runs", models.Run.objects.visible_to)
        taken_along("approvals", models.Ask.objects.visible_to)
        self._lend_rights()
        self._menus()

    def _lend_rights(self) -> None:
        from quen.accounts.rights import right

        group = _("Automation")
        right("automation.view_run", _("See what runs on records that one sees"), group=group)
        right(
            "automation.start_flow",
            _("Start and stop automation on records that one may change"),
            group=group,
        )
        right("automation.manage_flows", _("Switch automation on and off"), group=group)

    def _menus(self) -> None:
        from quen.automation import asks_shown
        from quen.kit import shell

        shell.entry(
            "asks",
            label=_("Approvals"),
            route="automation:asks",
            icon="help-circle",
            needs="web.use",
            order=18,
            count=asks_shown.waiting,
        )
        shell.setting(
            "flows",
            label=_("Automation"),
            route="automation:flows",
            icon="route",
            needs="automation.manage_flows",
            order=46,
            about=_("What Quen does by itself: switch it on and off, and see what runs."),
        )
        shell.setting(
            "stand_ins",
            label=_("Who stands in for me"),
            route="automation:stand_ins",
            icon="user-share",
            order=14,
            about=_("While you are away a colleague decides what you are asked."),
        )
