from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "quen.people"
    label = "people"

    def ready(self) -> None:
        from quen.accounts.rights import object_rights, right
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody
        from quen.people import (  # noqa: F401 - the clock and the log find them
            alike,
            company_fields,
            drafts,
            fields,
            importing,
            jobs,
            lists,
            merging,
            models,
            packs,
            panels,
            privacy,
            quality_fields,
            readers,
            record,
            searching,
        )
        from quen.people.actions import companies, contacts, stubs  # noqa: F401 - lend their nouns

        fields.declare()
        company_fields.declare()
        quality_fields.declare()
        drafts.declare()
        lists.declare()
        privacy.declare()
        importing.declare()
        record.declare()
        panels.declare()
        searching.declare()
        merging.declare()
        alike.declare()
        packs.declare()
        self._record_types(models)
        self._entries()
        verbs = ("view", "add", "change", "delete", "assign", "export")
        object_rights("people", "contact", _("Customers"), verbs)
        object_rights("people", "company", _("Companies"), verbs)
        group = _("Administration")
        right("people.import", _("Import customers"), group=group)
        right("people.manage_stages", _("Manage lifecycle stages"), group=group)
        holds_nobody(models.Stage, models.RelationKind, models.ConsentPurpose, models.Company)
        holds_nobody(models.AddressSweep, models.AddressQuestion)
        setting_rows(
            lifecycle=models.Stage,
            relations=models.RelationKind,
            consent_purposes=models.ConsentPurpose,
        )
        holds_nobody(models.DuplicatePair, models.DuplicateSearch, models.QualityCount)

    def _record_types(self, models) -> None:
        from quen.kit import phones
        from quen.kit.records import record_type
        from quen.people import calling

        record_type(
            "contact",
            model=models.Contact,
            label=calling.ONE,
            plural=calling.MANY,
            icon="user",
            url=lambda pk: reverse("people:contact", args=[pk]),
            title=lambda contact: contact.shown_name,
            short=lambda contact: {"id": contact.pk, "full_name": contact.full_name},
            capability="people.view_contact",
            subtitle=lambda contact: (
                phones.shown(contact.phone) if contact.phone else contact.email
            ),
        )
        record_type(
            "company",
            model=models.Company,
            label=_("Company"),
            plural=_("Companies"),
            icon="building",
            url=lambda pk: reverse("people:company", args=[pk]),
            title=lambda company: company.name,
            short=lambda company: {"id": company.pk, "name": company.name},
            capability="people.view_company",
            subtitle=lambda company: company.industry,
        )

    def _entries(self) -> None:
        from quen.kit import shell
        from quen.people import calling

        facts = {"section": "top", "phone": True}
        shell.entry(
            "contacts",
            label=calling.MANY,
            route="people:contacts",
            icon="users",
            needs="people.view_contact",
            order=20,
            go="k",
            **facts,
        )
        shell.entry(
            "companies",
            label=_("Companies"),
            route="people:companies",
            icon="building",
            needs="people.view_company",
            order=30,
            go="y",
        )
        shell.entry(
            "quality",
            label=_("Data quality"),
            route="people:quality",
            icon="copy-check",
            section="bottom",
            needs="people.view_contact",
            order=60,
        )
        for n, (key, label, icon) in enumerate(
            (("contact", calling.ONE, "user-plus"), ("company", _("Company"), "building-plus"))
        ):
            facts = {"needs": f"people.add_{key}", "order": 10 + n}
            shell.creates(key, label=label, route=f"people:{key}_new", icon=icon, **facts)
        self._settings()

    def _settings(self) -> None:
        from quen.kit import shell

        told = (
            (
                "stages",
                _("Lifecycle stages"),
                _("The stages a customer goes through, and the team that owns each."),
                "refresh",
                "people:stages",
            ),
            (
                "relation_kinds",
                _("Relations"),
                _("What people and companies are to each other."),
                "affiliate",
                "people:relation_kinds",
            ),
            (
                "purposes",
                _("Purposes of consent"),
                _("What consent is asked for, with the words that are shown."),
                "shield-check",
                "people:purposes",
            ),
        )
        for key, label, about, icon, route in told:
            facts = {"about": about, "icon": icon, "needs": "people.manage_stages"}
            shell.setting(key, label=label, route=route, **facts)
        shell.setting(
            "addresses",
            label=_("Addresses of today"),
            about=_("Convert addresses of before July 2025 to the new provinces and wards."),
            route="people:addresses",
            icon="map-pin",
            needs="people.import",
        )
