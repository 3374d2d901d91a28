"""The demo company's deals: names, money, stages and their stays."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from quen.sales.models import Reason, Stage
from quen.web.demo.people import BOUGHT, Person
from quen.web.demo.plans import TASKS, planned_day

NAMES = {
    "vi": (
        "Thép hình Q{q}",
        "Tôn lợp nhà xưởng",
        "Phần mềm POS {n} quầy",
        "Combo spa {n} chi nhánh",
        "Hợp đồng khung {y}",
        "Bao bì in offset",
        "Gốm sứ quà tặng",
        "Nội thất văn phòng",
        "Cà phê rang {n} tạ",
        "Máy đóng gói",
        "Khóa học nhân viên",
    ),
    "th": (
        "ระบบขนส่ง {n} สาขา",
        "ชุดสปา {n} สาขา",
        "โปรแกรมหน้าร้าน {n} เครื่อง",
        "เครื่องจักรบรรจุภัณฑ์",
        "เฟอร์นิเจอร์สำนักงาน",
        "สัญญาจัดซื้อปี {y}",
        "กล่องพิมพ์ลายไตรมาส {q}",
    ),
    "en": ("Annual supply {y}", "Packaging line", "Office furniture", "POS for {n} tills", "Training Q{q}"),
}  # fmt: skip
MONEY = {"vi": ("VND", 1_000_000, 18.2), "th": ("THB", 1_000, 4.6), "en": ("USD", 100, 3.4)}


def deals_of(
    dice: Random,
    person: Person,
    pk: int,
    stages: list[Stage],
    reasons: list[Reason],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """The deals of one customer; who bought has a won one, who came to SQL has one open."""
    keys = {stage.key for stage, _at in person.stages}
    wanted = (["won"] if keys & BOUGHT else []) + (["open"] if "sql" in keys else [])
    wanted += ["lost"] if dice.random() < 0.05 else []
    for n, state in enumerate(wanted):
        yield _deal(dice, person, pk + n, state, stages, reasons, now)


def _deal(
    dice: Random,
    person: Person,
    pk: int,
    state: str,
    stages: list[Stage],
    reasons: list[Reason],
    now: datetime,
) -> dict[str, Any]:
    currency, unit, spread = MONEY[person.language]
    begun = person.created_at + (now - person.created_at) * dice.random() * 0.8
    if state == "open":
        begun = max(begun, now - timedelta(days=dice.randrange(1, 90)))
    closed = None if state == "open" else begun + (now - begun) * dice.random()
    open_stages = [s for s in stages if s.kind == "open"]
    stage = (
        dice.choice(open_stages) if state == "open" else next(s for s in stages if s.kind == state)
    )
    return {
        "pk": pk,
        "name": dice.choice(NAMES[person.language]).format(
            q=dice.randrange(1, 5), n=dice.randrange(2, 30), y=now.year + 1
        ),
        "contact_id": person.pk,
        "company_id": person.company_id,
        "owner": person.owner,
        "amount": int(dice.lognormvariate(spread / 4, 0.9)) * unit + unit * 5,
        "currency": currency,
        "state": state,
        "stage": stage,
        "path": _path(open_stages, stage, begun, closed or now, state),
        "reason": dice.choice(reasons) if state == "lost" else None,
        "created_at": begun,
        "closed_at": closed,
        "task": dice.choice(TASKS[person.language]),
        "due": planned_day(dice, now.date()) if state == "open" and dice.random() < 0.85 else None,
    }


def _path(
    open_stages: list[Stage], last: Stage, begun: datetime, until: datetime, state: str
) -> list[tuple[Stage, datetime]]:
    """The open stages up to the last, evenly over the time, then the end."""
    walked = open_stages[: open_stages.index(last) + 1] if state == "open" else open_stages
    step = (until - begun) / (len(walked) + 1)
    path = [(stage, begun + step * n) for n, stage in enumerate(walked)]
    return path if state == "open" else [*path, (last, until)]
