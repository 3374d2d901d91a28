from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "quen.fields"
    label = "fields"

    def ready(self) -> None:
        from quen.accounts.rights import fields_from
        from quen.fields import (  # noqa: F401 - the clock and the log find theirs
            catalogue,
            export_jobs,
            jobs,
            masking,
            models,
            notices,
            panels,
            pins,
            readers,
            telling,
        )
        from quen.fields.merging import below
        from quen.fields.packs import own
        from quen.kit import shell
        from quen.kit.privacy import holds_nobody
        from quen.kit.records import record_type
        from quen.timeline.labels import labels_from
        from quen.timeline.reading import values_read_as

        below.declare()
        own.declare()
        panels.declare()
        notices.declare()
        labels_from(telling.label_of)
        values_read_as(masking.in_history)
        fields_from(lambda key: [(f.right, f.label) for f in catalogue.all_fields(key).values()])
        holds_nobody(models.CustomField, models.SavedView, models.Tag, models.BulkEdit)
        holds_nobody(models.Following, models.Keeping, models.ViewMember)
        shell.personal(pins.pins_of, pins.counts_of)
        record_type(
            "bulk_edit",
            model=models.BulkEdit,
            label=_("Change to many records"),
            plural=_("Changes to many records"),
            icon="edit",
            url=lambda pk: reverse("fields:bulk_show", args=[pk]),
            title=str,
            short=lambda run: {"id": run.pk, "type": run.type, "state": run.state},
            capability="web.use",
        )
        record_type(
            "import",
            model=models.ImportRun,
            label=_("Import"),
            plural=_("Imports"),
            icon="upload",
            url=lambda pk: reverse("fields:import_show", args=[pk]),
            title=str,
            short=lambda run: {"id": run.pk, "object": run.object, "state": run.state},
            capability="people.import",
        )
        holds_nobody(models.ImportRun, models.RefusedRow, models.Remark, models.ExportRun)
        holds_nobody(models.WatchedSheet)
        holds_nobody(models.CheckedRow, models.ImportMapping)
        holds_nobody(models.Pack, models.PackItem)
        self._exports(models)
        self._settings()

    def _exports(self, models: Any) -> None:
        from quen.kit.everything import setting_rows, taken_along
        from quen.kit.records import record_type

        taken_along("attached", models.Attached.objects.visible_to)
        setting_rows(custom_fields=models.CustomField, views=models.SavedView, tags=models.Tag)
        record_type(
            "export",
            model=models.ExportRun,
            label=_("Export"),
            plural=_("Exports"),
            icon="download",
            url=lambda pk: reverse("fields:export_show", args=[pk]),
            title=str,
            short=lambda run: {"id": run.pk, "object": run.object, "state": run.state},
            capability="web.use",
        )

    def _settings(self) -> None:
        from quen.accounts.rights import right
        from quen.kit import shell

        shell.setting(
            "imports",
            label=_("Import"),
            about=_("Bring customers, companies, deals and colleagues in from files."),
            route="fields:import_new",
            icon="upload",
            needs="people.import",
        )
        group = _("Administration")
        right("fields.manage_fields", _("Manage custom fields"), group=group)
        shell.setting(
            "custom_fields",
            label=_("Custom fields"),
            about=_("Fields of your own on customers, companies and deals."),
            route="records:custom_types",
            icon="forms",
            needs="fields.manage_fields",
        )
        right("fields.export_everything", _("Export everything"), group=group)
        shell.setting(
            "exports",
            label=_("Exports"),
            about=_("What was taken away or waits for approval; take away everything."),
            route="fields:exports",
            icon="download",
            order=78,
        )
        shell.setting(
            "reveals",
            label=_("Reveals"),
            about=_("Who showed themselves masked phones and mails, day by day."),
            route="fields:reveals",
            icon="eye",
            needs="timeline.view_audit",
            order=79,
        )
        right("fields.export_clear", _("Export masked phones and mails whole"), group=group)
        right("fields.share_views", _("Share saved views"), group=group)
