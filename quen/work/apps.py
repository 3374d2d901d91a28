from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "quen.work"
    label = "work"

    def ready(self) -> None:
        from quen.accounts.rights import object_rights, right
        from quen.kit.everything import setting_rows, taken_along
        from quen.kit.records import record_type
        from quen.work import (  # noqa: F401 - the clock and the log find theirs
            attached,
            events,
            flows,
            jobs,
            merging,
            models,
            notices,
            packs,
            panels,
            privacy,
            readers,
            record,
            searching,
            starting,
        )
        from quen.work import steps as lent  # noqa: F401 - lends verbs to flows
        from quen.work.actions import steps  # noqa: F401 - lends where next steps are kept

        searching.declare()
        record.declare()
        panels.declare()
        notices.declare()
        merging.declare()
        packs.declare()
        flows.declare()
        self._menus()
        self._settings()
        record_type(
            "task",
            model=models.Task,
            label=_("Task"),
            plural=_("Tasks"),
            icon="checkbox",
            url=lambda pk: reverse("work:task", args=[pk]),
            title=lambda task: task.title,
            short=lambda task: {"id": task.pk, "title": task.title},
            capability="work.view_task",
        )
        object_rights("work", "task", _("Tasks"), ("view", "add", "change", "delete", "assign"))
        object_rights("work", "note", _("Notes"), ("view", "add", "change", "delete"))
        object_rights("work", "bookingpage", _("Booking pages"), ("view", "add", "change"))
        right(
            "work.manage_calendars",
            _("Set up Google and Microsoft calendars"),
            group=_("Administration"),
        )
        setting_rows(booking_pages=models.BookingPage, booking_hosts=models.BookingHost)
        privacy.declare()
        self._care()
        taken_along("tasks", models.Task.objects.visible_to)
        taken_along("notes", models.Note.objects.visible_to)
        taken_along("bookings", models.Booking.objects.visible_to)

    def _care(self) -> None:
        from quen.accounts.rights import right
        from quen.kit.everything import setting_rows, taken_along
        from quen.work import caring, models

        caring.declare()
        right("work.manage_plans", _("Write care plans and switch them on"), group=_("Automation"))
        setting_rows(care_plans=models.CarePlan, care_lines=models.CareLine)
        taken_along("care_courses", models.CareCourse.objects.visible_to)

    def _menus(self) -> None:
        from quen.kit import shell

        shell.creates(
            "quick",
            label=_("Quick note"),
            route="work:quick",
            icon="writing",
            needs="work.add_note",
            order=5,
        )
        shell.creates(
            "task",
            label=_("Task"),
            route="work:task_new",
            icon="checkbox",
            needs="work.add_task",
            order=40,
        )
        shell.entry(
            "tasks",
            label=_("Tasks"),
            route="work:tasks",
            icon="checkbox",
            needs="work.view_task",
            order=15,
            go="t",
        )

    def _settings(self) -> None:
        from quen.kit import shell

        shell.setting(
            "calendar",
            label=_("My calendar"),
            route="work:calendar",
            icon="calendar-share",
            needs="work.view_task",
            order=12,
            about=_("What you have planned, in the calendar of your phone or mail program."),
        )
        shell.setting(
            "calendar_apps",
            label=_("Google and Microsoft calendars"),
            route="work:calendar_apps",
            icon="calendar-cog",
            needs="work.manage_calendars",
            order=43,
            about=_("What lets colleagues connect their calendars there."),
        )
        shell.setting(
            "plans",
            label=_("Care plans"),
            route="work:plans",
            icon="clipboard-heart",
            needs="work.manage_plans",
            order=47,
            about=_(
                "What is done for customers after so many days: after a sale, at the beginning."
            ),
        )
        shell.setting(
            "booking",
            label=_("Booking pages"),
            route="work:booking_pages",
            icon="calendar-plus",
            needs="work.view_bookingpage",
            order=42,
            about=_("Customers choose a free time of a colleague or team by themselves."),
        )
