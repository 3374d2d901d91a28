"""What the foundation itself keeps: the organisation's settings, jobs, the clock, heartbeats."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quen.kit.leases import Leased


class Workspace(models.Model):
    """The one organisation of this installation: typed settings, one row."""

    name = models.CharField(max_length=120, default="Quen")
    country = models.CharField(max_length=2, default="VN")
    language = models.CharField(max_length=2, default="vi")
    zone = models.CharField(max_length=40, default="Asia/Ho_Chi_Minh")
    currency = models.CharField(max_length=3, default="VND")
    opens_at = models.TimeField(default="08:00")
    closes_at = models.TimeField(default="17:30")
    working_days = models.CharField(max_length=13, default="0,1,2,3,4,5")
    sort_by_given_name = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    sending_off = models.BooleanField(default=False)
    data_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    backups_on = models.BooleanField(default=True)
    backup_hour = models.PositiveSmallIntegerField(default=2)
    backups_kept = models.PositiveSmallIntegerField(default=14)
    export_limit = models.PositiveIntegerField(null=True)
    export_weekly = models.BooleanField(default=False)
    masks = models.BooleanField(default=False)  # some role sees phones and mails masked
    masks_own = models.BooleanField(default=True)  # … of the customers that they own, too
    reveals_an_hour = models.PositiveIntegerField(default=60)
    customer_word = models.JSONField(default=dict, blank=True)
    channels = models.JSONField(default=list, blank=True)
    sample_data = models.BooleanField(default=False)
    first_hour = models.CharField(max_length=8, blank=True, default="")
    fiscal_month = models.PositiveSmallIntegerField(default=1)  # the first of the company's year

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="kit_workspace_is_one"),
            models.CheckConstraint(
                condition=Q(fiscal_month__gte=1, fiscal_month__lte=12),
                name="kit_workspace_fiscal_month",
            ),
        ]


class Letterhead(models.Model):
    """What the company is on paper: one row. `footers` are by language; `logo` is a path in the storage of
    files, empty without one."""

    legal_name = models.CharField(max_length=200, blank=True, default="")
    tax_id = models.CharField(max_length=20, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    signatory = models.CharField(max_length=120, blank=True, default="")
    signatory_title = models.CharField(max_length=120, blank=True, default="")
    footers = models.JSONField(default=dict, blank=True)
    logo = models.CharField(max_length=80, blank=True, default="")
    logo_media = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="kit_letterhead_is_one")]


class Rate(models.Model):
    """One unit of `currency` costs `rate` units of `base` from `day` on, until a later row says otherwise."""

    currency = models.CharField(max_length=3)
    base = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        ordering = ["currency", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "base", "day"], name="kit_rate_unique"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="kit_rate_positive"),
        ]


class Job(Leased):
    """A call to make later: a task's path and its arguments (ids, not objects)."""

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULLs do not clash
    created_at = models.DateTimeField(auto_now_add=True)
    result = models.JSONField(null=True)

    class Meta(Leased.Meta):
        abstract = False


class Schedule(models.Model):
    """When a periodic job is due next; one row a schedule, whoever ticks the clock."""

    key = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)


class Heartbeat(models.Model):
    """A process that says it is alive; silence raises an alarm (SR-48)."""

    name = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)


class BackupRun(models.Model):
    """A backup, or a drill with one: when, how it went and what was counted."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup")
        DRILL = "drill", _("Restore drill")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    scheduled = models.BooleanField(default=False)
    user_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True, default="")
    size = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["kind", "-started_at"], name="kit_backuprun_new")]


class KeptAnswer(models.Model):
    """What an API write with an Idempotency-Key was answered; the same key gives it again for a day."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="kit_kept_answer_unique")
        ]
        indexes = [models.Index(fields=["created_at"], name="kit_kept_answer_age")]


class Looking(models.Model):
    """Somebody has a record's page open, in a web process that says so every few seconds."""

    process = models.CharField(max_length=80)
    user_id = models.BigIntegerField()
    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["type", "record_id"], name="kit_looking_record")]


class Redirect(models.Model):
    """A record that went up into another: its old id leads there (kit.redirects)."""

    type = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    to_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "record_id"], name="kit_redirect_unique")
        ]
        indexes = [models.Index(fields=["type", "to_id"], name="kit_redirect_to")]


class Counted(models.Model):
    """How often something was done in a stretch of time (kit.limits); the key is a hash."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)
