"""The page /_ui: every component in every state, in both themes side by side."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from quen.kit import assets, cells, charts, gallery_records
from quen.kit.pages import needs
from quen.kit.render import page
from quen.kit.ring import LOOP, LoopStage

HUES = range(1, 13)


class SampleForm(forms.Form):
    """One field of each kind; the given answers are refused on purpose."""

    full_name = forms.CharField(label="Họ tên", help_text="Như khách hàng tự viết.")
    email = forms.EmailField(label="Email")
    stage = forms.ChoiceField(label="Giai đoạn", choices=[("lead", "Lead"), ("sql", "SQL")])
    note = forms.CharField(label="บันทึก", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    vip = forms.BooleanField(label="VIP", required=False)
    channels = forms.MultipleChoiceField(
        label="ช่องทางติดต่อ",
        choices=[("zalo", "Zalo"), ("line", "LINE"), ("email", "Email")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_GET
@needs("kit.view_gallery")
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components with sample data."""
    return page(request, "gallery.html", **sample())


def sample() -> dict[str, Any]:
    """What the gallery shows; also used by tests and screenshots."""
    return {
        "themes": ("light", "dark"),
        "count": len(assets.stylesheets()),
        "icons": ("home", "users", "building", "phone", "mail", "calendar", "checkbox", "route"),
        "stages": list(zip(("Lead", "MQL", "SQL", "Khách hàng", "ลูกค้าประจำ"), LOOP, strict=True)),
        "hues": HUES,
        "loop": _loop(),
        "middle": ("vòng khép kín", "11,4 tỷ ₫ giá trị", "trọn đời"),
        "income": _income(),
        "reasons": charts.bars("Lý do thua", _reasons()),
        "narrowing": charts.funnel("Phễu bán hàng", _narrowing()),
        "tabs": _tabs(),
        "stats": _stats(),
        "form": SampleForm({"full_name": "", "email": "hong@", "stage": "sql", "vip": "on"}),
        "fresh": SampleForm(),
        "columns": _columns(),
        "rows": _rows(),
        "pager": {"shown": "1–50", "previous_url": "#previous", "next_url": "#next"},
        "bulk": [{"url": "#bulk", "icon": "pencil", "label": "Sửa hàng loạt"}],
        "trail": [("Khách hàng", "#list"), ("Nguyễn Thị Hồng", "")],
        "steps": [("Tệp", "done"), ("Đọc", "done"), ("Ghép cột", "now"), ("Kiểm tra", "")],
        "facts": gallery_records.facts(),
        "entries": gallery_records.entries(),
        "conflict": gallery_records.conflict(),
        "kinds": gallery_records.kinds(),
        "items": gallery_records.items(),
        "board": gallery_records.board(),
        "jobs": gallery_records.jobs(),
        "verbs": ("View", "Change", "Delete"),
        "grants": gallery_records.grants(),
        "score_reasons": (
            ("Mở báo giá 3 lần", 90, "+9", "good"),
            ("Chưa gặp người quyết", 30, "−3", "bad"),
        ),
    }


def _loop() -> list[LoopStage]:
    told = (
        ("Tiếp cận", "128.400", "3,3% → thu hút", "▲ 0,4 điểm", "good"),
        ("Thu hút", "4.210", "9,2% → chuyển đổi", "▼ 1,1 điểm", "bad"),
        ("Chuyển đổi", "386", "31,4% thắng"),
        ("Giữ chân", "1.204", "92,6% ở lại"),
        ("Trung thành", "317", "1,8 giới thiệu/khách"),
    )
    return [
        LoopStage(label, count, rate, f"#{label}", *moved) for label, count, rate, *moved in told
    ]


def _income() -> SafeString:
    months = [str(m) for m in (12, *range(1, 12))]
    referred = [120, 90, 60, 140, 150, 170, 160, 190, 210, 230, 240, 260]
    paid = [90, 110, 100, 120, 130, 120, 150, 160, 150, 170, 190, 210]
    chats = [30, 40, 30, 50, 60, 80, 90, 90, 110, 120, 150, 160]
    series = [
        charts.Series("Giới thiệu", referred, 1),
        charts.Series("Quảng cáo", paid, 2),
        charts.Series("Zalo · LINE", chats, 3),
    ]
    return charts.columns(
        "Doanh thu theo kênh", months, series, show=lambda v: f"{v:.0f} tr", target=[300] * 12
    )


def _narrowing() -> list[tuple[str, float, str]]:
    return [
        ("Tiếp cận", 386, "386"),
        ("Đàm phán", 241, "241 · 62%"),
        ("Báo giá", 168, "168 · 70%"),
        ("Thắng", 121, "121 · 72%"),
    ]


def _reasons() -> list[tuple[str, float, str]]:
    told = {"Giá cao": 38, "Giao chậm": 23, "Đối thủ": 19, "Chưa cần": 14, "Thái độ": 6}
    return [(label, share, f"{share}%") for label, share in told.items()]


def _tabs() -> list[dict[str, Any]]:
    labels = ("Tất cả", "Lead nóng của tôi", "Chưa liên hệ 30 ngày", "Sắp sinh nhật", "Trùng lặp")
    return [{"label": x, "url": f"#{x}", "active": x == "Tất cả"} for x in labels[:-1]] + [
        {"label": labels[-1], "url": "#double", "active": False, "count": 41, "icon": "copy"}
    ]


def _stats() -> list[dict[str, str]]:
    return [
        {
            "label": "Doanh thu",
            "value": "6,42 tỷ ₫",
            "change": "12% so với quý trước",
            "direction": "up",
            "tone": "good",
        },
        {
            "label": "Tỷ lệ thắng",
            "value": "31,4%",
            "change": "2,1 điểm",
            "direction": "up",
            "tone": "good",
        },
        {
            "label": "Giữ chân",
            "value": "92,6%",
            "change": "0,4 điểm",
            "direction": "down",
            "tone": "bad",
        },
        {"label": "ยอดขายเดือนนี้", "value": "฿1,234.50", "change": "เท่าเดือนก่อน", "url": "#stat"},
    ]


def _columns() -> list[tuple[str, str, str, str]]:
    return [
        ("Tên", "#name", "ascending", ""),
        ("Công ty", "#company", "", ""),
        ("Giai đoạn", "#stage", "", ""),
        ("Điểm", "#score", "", ""),
        ("Giá trị", "#value", "", "list__number"),
        ("Nhãn", "", "", ""),
        ("Phụ trách", "", "", ""),
        ("Hoạt động", "#active", "", ""),
    ]


def _rows() -> list[tuple[int, str, SafeString]]:
    people = (
        ("Nguyễn Thị Hồng", "hong.nguyen@thepvieta.vn", "Thép Việt Á", "SQL", "convert", 87),
        ("สมชาย วงศ์สุวรรณ", "somchai@siamretail.co.th", "Siam Retail", "Khách hàng", "retain", 64),
        ("Đặng Mỹ Linh", "linh@cafebanmai.vn", "Cà phê Ban Mai", "MQL", "acquire", 58),
        ("Oliver Bennett", "oliver@northwind.sg", "Northwind SG", "Trung thành", "loyal", 92),
        ("Vũ Minh Khang", "khang.vu@ktech.vn", "K-Tech", "Người theo dõi", "reach", 22),
    )
    return [(key, person[0], _cells(person)) for key, person in enumerate(people, 1)]


def _cells(person: tuple[str, str, str, str, str, int]) -> SafeString:
    name, mail, company, stage, loop, points = person
    made = (
        cells.identity(name, mail, "#record"),
        cells.link(company, "#company", "Công ty"),
        cells.stage(stage, loop, "Giai đoạn"),
        cells.score(points, "Điểm"),
        cells.number("412.500.000 ₫", "Giá trị"),
        cells.tags([("VIP", 4), ("miền Nam", 10)], "Nhãn"),
        cells.person("Trần Phương" if points > 50 else "", "Phụ trách"),
        cells.quiet("2 giờ trước", "Hoạt động", "21/11/2026 09:42"),
    )
    return format_html("{}" * len(made), *made)
