"""The pipeline and reasons a new workspace starts with."""

from quen.people.seeds import missing
from quen.sales.models import LostReason, Pipeline, Stage

STAGES = (
    ("approach", "open", "approach", 12, ("Tiếp cận", "เริ่มติดต่อ", "Approach")),
    ("negotiate", "open", "negotiate", 38, ("Đàm phán", "เจรจา", "Negotiate")),
    ("quote", "open", "quote", 64, ("Gửi báo giá", "ส่งใบเสนอราคา", "Quote sent")),
    ("closing", "open", "close", 86, ("Chờ chốt", "รอปิดการขาย", "Closing")),
    ("won", "won", "close", 100, ("Thắng", "ปิดการขายได้", "Won")),
    ("lost", "lost", "close", 0, ("Thua", "เสียดีล", "Lost")),
)
REASONS = (
    ("price", ("Giá", "ราคา", "Price")),
    ("product", ("Sản phẩm không hợp", "สินค้าไม่ตรงความต้องการ", "Product does not fit")),
    ("service", ("Dịch vụ", "การบริการ", "Service")),
    ("timing", ("Chưa đúng lúc", "ยังไม่ถึงเวลา", "Timing")),
    ("competitor", ("Chọn đối thủ", "เลือกคู่แข่ง", "Chose a competitor")),
    ("no_answer", ("Không liên lạc được", "ติดต่อไม่ได้", "No answer")),
    ("other", ("Lý do khác", "อื่น ๆ", "Other")),
)


def labels(words: tuple[str, str, str]) -> dict[str, str]:
    """The three languages as they are stored."""
    return dict(zip(("vi", "th", "en"), words, strict=True))


def add_defaults() -> Pipeline:
    """Make what is missing; what a company has edited stays."""
    pipeline, new = Pipeline.objects.get_or_create(
        key="sales", defaults={"labels": labels(("Bán hàng", "การขาย", "Sales"))}
    )
    if new:
        Stage.objects.bulk_create(_stages(pipeline))
    missing(
        LostReason(key=key, labels=labels(words), position=position)
        for position, (key, words) in enumerate(REASONS)
    )
    return pipeline


def _stages(pipeline: Pipeline) -> list[Stage]:
    return [
        Stage(
            pipeline=pipeline,
            key=key,
            kind=kind,
            step=step,
            probability=probability,
            position=position,
            labels=labels(words),
        )
        for position, (key, kind, step, probability, words) in enumerate(STAGES)
    ]
