"""Pages of notes and tasks."""

from django.urls import path

from quen.work import public
from quen.work.views import booking_pages, calendars, finishing, notes, quick, syncing, tasks

app_name = "work"
urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/done/", finishing.task_done, name="task_done"),
    path("tasks/<int:pk>/reopen/", finishing.task_reopen, name="task_reopen"),
    path("tasks/<int:pk>/snooze/", tasks.task_snooze, name="task_snooze"),
    path("tasks/<int:pk>/calendar.ics", calendars.task_file, name="task_file"),
    path("tasks/<int:pk>/invite/", calendars.invite, name="invite"),
    path("tasks/<int:pk>/invite/again/", calendars.invite_again, name="invite_again"),
    path("tasks/<int:pk>/call-off/", calendars.call_off, name="call_off"),
    path("calendar/address/", calendars.calendar, name="calendar"),
    path("calendar/address/make/", calendars.feed_make, name="feed_make"),
    path("calendar/address/end/", calendars.feed_end, name="feed_end"),
    path("calendar/sync/", syncing.sync, name="sync"),
    path("calendar/sync/connect/", syncing.sync_connect, name="sync_connect"),
    path("calendar/sync/choose/", syncing.sync_choose, name="sync_choose"),
    path("calendar/sync/now/", syncing.sync_now, name="sync_now"),
    path("calendar/sync/let-go/", syncing.sync_let_go, name="sync_let_go"),
    path("cal/<str:token>.ics", public.feed, name="feed"),
    path("b/<slug:slug>", public.book, name="book"),
    path("b/<slug:slug>/book", public.book_make, name="book_make"),
    path("b/mine/<str:token>/", public.booking, name="booking"),
    path("b/mine/<str:token>/times/", public.booking_times, name="booking_times"),
    path("b/mine/<str:token>/move/", public.booking_move, name="booking_move"),
    path("b/mine/<str:token>/cancel/", public.booking_cancel, name="booking_cancel"),
    path("b/mine/<str:token>/meeting.ics", public.booking_file, name="booking_file"),
    path("settings/booking/", booking_pages.booking_pages, name="booking_pages"),
    path("settings/booking/new/", booking_pages.booking_page_new, name="booking_page_new"),
    path("settings/booking/<int:pk>/", booking_pages.booking_page, name="booking_page"),
    path("tasks/next/<slug:type_key>/<int:pk>/", tasks.task_next, name="task_next"),
    path("calls/on/<slug:type_key>/<int:pk>/", finishing.call_log, name="call_log"),
    path("tasks/<int:pk>/trash/", tasks.task_trash, name="task_trash"),
    path("tasks/on/<slug:type_key>/<int:pk>/", tasks.task_add, name="task_add"),
    path("notes/on/<slug:type_key>/<int:pk>/", notes.note_add, name="note_add"),
    path("notes/<int:pk>/answer/", notes.note_answer, name="note_answer"),
    path("notes/<int:pk>/settle/", notes.note_settle, name="note_settle"),
    path("quick/", quick.quick, name="quick"),
    path("quick/whose/", quick.quick_whose, name="quick_whose"),
    path("quick/add/", quick.quick_add, name="quick_add"),
    path("quick/shared/", quick.quick_shared, name="quick_shared"),
    path("mentions/", notes.mentions, name="mentions"),
    path("notes/<int:pk>/trash/", notes.note_trash, name="note_trash"),
    path("notes/<int:pk>/restore/", notes.note_restore, name="note_restore"),
]
