from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "quen.sales"
    label = "sales"

    def ready(self) -> None:
        from quen.automation.panels import carries
        from quen.sales import (
            alike,
            drafts,
            fields,
            flows,
            importing,
            jobs,  # noqa: F401 - the clock finds them, and they the tallies
            lists,
            measures,
            merging,
            notices,
            ordered,
            packs,
            panels,
            privacy,
            readers,  # noqa: F401 - the log finds them
            record,
            searching,
        )
        from quen.sales import steps as lent  # noqa: F401 - lends verbs to flows
        from quen.sales.actions import (  # noqa: F401 - lend their nouns and jobs
            deals,
            stages,
            steps,
            stubs,
        )

        fields.declare()
        drafts.declare()
        searching.declare()
        lists.declare()
        importing.declare()
        record.declare()
        panels.declare()
        merging.declare()
        alike.declare()
        packs.declare()
        notices.declare()
        privacy.declare()
        measures.declare()
        flows.declare()
        ordered.declare()
        self._lend_deal()
        carries("deal")
        self._menus()
        self._lend_rights()
        self._lend_labels()

    def _lend_deal(self) -> None:
        from quen.kit.records import record_type
        from quen.sales import models

        record_type(
            "deal",
            model=models.Deal,
            label=_("Deal"),
            plural=_("Deals"),
            icon="layout-kanban",
            url=lambda pk: reverse("sales:deal", args=[pk]),
            title=lambda deal: deal.name,
            short=lambda deal: {"id": deal.pk, "name": deal.name},
            capability="sales.view_deal",
        )

    def _menus(self) -> None:
        from quen.kit import shell

        shell.creates(
            "deal",
            label=_("Deal"),
            route="sales:deal_new",
            icon="layout-kanban",
            needs="sales.add_deal",
            order=30,
        )
        shell.entry(
            "deals",
            label=_("Deals"),
            route="sales:board",
            icon="layout-kanban",
            section="convert",
            needs="sales.view_deal",
            order=20,
            go="d",
            phone=True,
        )
        shell.entry(
            "quotes",
            label=_("Quotes"),
            route="sales:quotes",
            icon="file-text",
            section="convert",
            needs="sales.view_quote",
            order=25,
        )
        shell.entry(
            "stories",
            label=_("Stories and documents"),
            route="sales:stories",
            icon="books",
            section="convert",
            needs="sales.view_deal",
            order=45,
        )
        self._settings()

    def _settings(self) -> None:
        from quen.kit import shell

        shell.setting(
            "pipelines",
            label=_("Pipelines"),
            about=_("Stages of a sale, their playbooks, and what a deal needs before it goes on."),
            route="sales:pipelines",
            icon="layout-kanban",
            needs="sales.manage_pipelines",
        )
        shell.setting(
            "discounts",
            label=_("Discount limits"),
            about=_("How much each role takes off a quote without asking."),
            route="sales:discounts",
            icon="discount",
            needs="sales.manage_pipelines",
        )
        shell.setting(
            "reasons",
            label=_("Reasons and competitors"),
            about=_("Why deals are won and lost, and against whom."),
            route="sales:reasons",
            icon="list-tree",
            needs="sales.manage_pipelines",
        )

    def _lend_labels(self) -> None:
        from quen.timeline.labels import labels

        labels("deal", lines=_("Products"), role=_("Role"))
        labels("quote", lines=_("Products"))

    def _lend_rights(self) -> None:
        from quen.accounts.rights import object_rights, right
        from quen.fields.models.file import keeps_files
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody
        from quen.sales import models

        verbs = ("view", "add", "change", "delete", "assign", "export")
        object_rights("sales", "deal", _("Deals"), verbs)
        object_rights("sales", "quote", _("Quotes"), ("view", "add", "change"))
        right("sales.manage_stories", _("Keep stories and documents"), group=_("Administration"))
        right("sales.manage_pipelines", _("Manage pipelines"), group=_("Administration"))
        holds_nobody(
            models.Pipeline,
            models.Stage,
            models.Reason,
            models.Competitor,
            models.PlaybookItem,
            models.Tick,
            models.Stay,
            models.Deal,
            models.DealLine,
            models.Story,
            models.StorySent,
            models.DealOrder,
            models.DealRenewal,
            models.Tally,
            models.DiscountLimit,
            models.Snapshot,
            models.Foreseen,
        )
        keeps_files(lambda: models.Story.objects.live().values("file"))
        setting_rows(
            discount_limits=models.DiscountLimit,
            pipelines=models.Pipeline,
            pipeline_stages=models.Stage,
            reasons=models.Reason,
            competitors=models.Competitor,
            playbook_items=models.PlaybookItem,
            stories=models.Story,
        )
