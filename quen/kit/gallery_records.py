"""What the gallery shows of records: facts, timeline, board, jobs, grants."""

from types import SimpleNamespace
from typing import Any

from django.utils.html import format_html

REACHES = [("none", "—"), ("own", "Own"), ("team", "Team"), ("tree", "Team tree"), ("all", "All")]


def facts() -> list[dict[str, str]]:
    """Properties, one without a value, one that cannot be edited."""
    told = (
        ("email", "Email", "hong.nguyen@thepvieta.vn"),
        ("phone", "Điện thoại", "+84 903 221 884"),
        ("city", "Khu vực", "TP. Hồ Chí Minh"),
        ("birthday", "Sinh nhật", ""),
    )
    editable = [{"key": k, "label": n, "value": v, "edit_url": "#edit"} for k, n, v in told]
    return [
        *editable,
        {"key": "source", "label": "Nguồn", "value": "Google Ads › báo giá thép hình"},
    ]


def entries() -> list[dict[str, Any]]:
    """Happenings, the first one still to come."""
    told = (
        ("eye", "acquire", "Mở báo giá", "BG-2026-0418 lần thứ 3", "xem 4 phút 12 giây", "09:42"),
        (
            "phone-outgoing",
            "retain",
            "Trần Phương",
            "gọi đi · 6 phút 20 giây",
            "Giao trước 15/12.",
            "08:55",
        ),
        ("route", "", "สมชาย", "เข้าเวิร์กโฟลว์ ดูแลใบเสนอราคา", "", "08:10"),
    )
    past = [
        {"key": i, "icon": icon, "tone": tone, "sentence": format_html("<b>{}</b> {}", who, what), "sub": sub,
         "time": time, "exact": f"21/11/2026 {time}", "at": f"2026-11-21T{time}", "url": f"#event-{i}"}
        for i, (icon, tone, who, what, sub, time) in enumerate(told)
    ]  # fmt: skip
    coming = {
        **past[0],
        "key": 9,
        "icon": "calendar",
        "pinned": True,
        "sub": "",
        "time": "15:00",
    }
    return [coming, *past]


def kinds() -> list[dict[str, str]]:
    """Two kinds for the composer."""
    told = (("note", "Ghi chú", "note"), ("task", "Công việc", "checkbox"))
    return [
        {"key": k, "label": n, "icon": i, "template": "ui/sample_composer.html"} for k, n, i in told
    ]


def items() -> list[dict[str, str]]:
    """Lines with and without a link and a second line."""
    return [
        {"icon": "phone", "tone": "convert", "url": "#a", "end": "+126 tr ₫",
         "title": "Gọi lại Nguyễn Thị Hồng · Thép Việt Á", "sub": "mở báo giá 3 lần hôm qua"},
        {"icon": "file-invoice", "tone": "acquire", "url": "#b", "end": "+88 tr ₫",
         "title": "Gửi báo giá cho Siam Retail (สมชาย วงศ์สุวรรณ)", "sub": "SQL từ 2 ngày, chưa có báo giá"},
        {"icon": "refresh", "tone": "retain", "title": "Nhắc gia hạn bảo trì", "end": "+54 tr ₫"},
    ]  # fmt: skip


def board() -> dict[str, Any]:
    """Cards in each state: late, today, later, without a next step."""

    def card(key: int, name: str, **more: Any) -> dict[str, Any]:
        plain = {
            "sub": "Siam Retail",
            "amount": "240 tr ₫",
            "chance": "12%",
            "owner": "Trần Phương",
        }
        return {"key": key, "name": name, "url": f"#deal-{key}", **plain, **more}

    late = card(
        2,
        "Thép hộp mạ kẽm",
        rot=True,
        next="overdue",
        next_label="Quá hạn",
        note="12 ngày không hoạt động",
        note_tone="bad",
    )
    told: tuple[tuple[str, list[dict[str, Any]]], ...] = (
        ("Tiếp cận", [card(1, "Phần mềm POS 12 quầy", next="today", next_label="Hôm nay")]),
        ("Đàm phán", [late, card(3, "Bao bì in offset", next="later", next_label="24/11")]),
        (
            "Gửi báo giá",
            [card(4, "Combo spa 8 chi nhánh", next="none", next_label="Chưa có bước tiếp theo")],
        ),
        ("Chờ chốt", []),
    )
    columns = [
        {
            "key": f"s{i}",
            "name": name,
            "count": len(cards),
            "sum": "392 tr ₫",
            "weighted": "98 tr ₫",
            "cards": cards,
        }
        for i, (name, cards) in enumerate(told)
    ]
    return {"url": "#move", "label": "Cơ hội", "columns": columns, "won": "won", "lost": "lost"}


def jobs() -> list[SimpleNamespace]:
    """A job under way and one that is done."""
    return [
        SimpleNamespace(
            key=1,
            url="#job",
            label="Nhập khach-hang-2025.xlsx",
            figure="3.120 / 8.412",
            percent=37,
            done=True,
            note="còn khoảng 40 giây",
            cancel_url="#cancel",
        ),
        SimpleNamespace(
            key=2,
            url="#job",
            label="Sửa 318 khách hàng",
            figure="318 / 318",
            percent=100,
            done=True,
            note="",
            cancel_url="",
        ),
    ]


def grants() -> list[tuple[str, list[tuple[str, str, str, Any]]]]:
    """Roles as object by verb."""
    return [
        (
            "Contact",
            [
                (f"contact-{v}", f"Contact: {v}", reach, REACHES)
                for v, reach in (("view", "all"), ("change", "team"), ("delete", "none"))
            ],
        ),
        (
            "Deal",
            [
                ("deal-view", "Deal: view", "tree", REACHES),
                ("deal-change", "Deal: change", "own", REACHES),
                ("", "", "", ()),
            ],
        ),
    ]


def conflict() -> dict[str, Any]:
    """Two people changed one field: closed until its button is pressed."""
    return {
        "closed": True,
        "who": "Trần Bình",
        "when": "2 phút trước",
        "label": "Chức vụ",
        "field": "job_title",
        "theirs": "CEO",
        "theirs_given": "CEO",
        "theirs_shown": "CEO",
        "mine": "CTO",
        "mine_shown": "CTO",
        "url": "#conflict",
        "target": "#conflict",
    }
