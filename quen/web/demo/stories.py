"""What the demo's sellers send to convince: customers' stories by industry and problem, and what fits all."""

from collections.abc import Iterable

from quen.accounts.models import User
from quen.sales.actions.stories import open_story, save_story, send_story
from quen.sales.models import Deal, Story
from quen.sales.story_lines import fitting

# By language: title, kind, industry ("" is every one), the problem it solves, words.
STORIES = {
    "vi": (
        ("Tiệm cà phê Gia Hội giữ chân khách quen", "story", "Thực phẩm", "Khách đến một lần rồi thôi",
         "Trước đây tiệm ghi nợ và ghi tên khách trong sổ tay. Sau ba tháng ghi mỗi lần mua, tiệm biết ai đã lâu không ghé và gửi lời mời vào đúng ngày. Khách quay lại tăng từ 21 % lên 34 %."),
        ("Xưởng gốm Phước Tích báo giá trong một buổi", "story", "Gốm sứ", "Báo giá chậm, mất đơn",
         "Mỗi báo giá trước kia qua ba người và mất bốn ngày. Nay bảng giá theo số lượng có sẵn, người bán gửi ngay trong buổi gặp và biết khách đã mở hay chưa. Tỷ lệ chốt tăng từ 18 % lên 27 %."),
        ("Thép An Phát không còn quên gọi lại", "story", "Thép", "Quên gọi lại, khách mua chỗ khác",
         "Bốn mươi cơ hội mỗi tháng trôi qua vì không ai gọi lại. Từ khi mỗi cơ hội luôn có bước tiếp theo, số cơ hội bị bỏ quên còn hai."),
        ("Bảng so sánh gói dịch vụ", "document", "", "Khách hỏi khác nhau ở đâu",
         "Gói cơ bản: giao trong 7 ngày, bảo hành 6 tháng. Gói chuẩn: giao trong 3 ngày, bảo hành 12 tháng, đào tạo tại chỗ. Gói trọn: như gói chuẩn, có người phụ trách riêng và bảo trì mỗi quý."),
    ),
    "th": (
        ("ร้านนิมมานได้ลูกค้าประจำกลับมา", "story", "ค้าปลีก", "ลูกค้าซื้อครั้งเดียวแล้วหายไป",
         "ร้านเคยจดชื่อลูกค้าไว้ในสมุด หลังบันทึกการซื้อทุกครั้งสามเดือน ร้านรู้ว่าใครไม่ได้มานานและทักไปถูกวัน ลูกค้าที่กลับมาซื้อซ้ำเพิ่มจาก 19 % เป็น 31 %"),
        ("โรงแรมริมปิงตอบใบเสนอราคาในวันเดียว", "story", "ท่องเที่ยว", "เสนอราคาช้า เสียลูกค้า",
         "ใบเสนอราคาเคยใช้เวลาห้าวัน ตอนนี้พนักงานขายส่งได้ตั้งแต่ตอนคุยและเห็นว่าลูกค้าเปิดดูเมื่อไร ยอดจองกลุ่มเพิ่มขึ้นหนึ่งในสี่"),
    ),
    "en": (
        ("Mekong Logistics answers in an hour", "story", "Logistics", "Enquiries wait for days",
         "Enquiries went to one mailbox that nobody owned. Now each one has an owner and a next step, and the first answer takes an hour instead of two days."),
    ),
}  # fmt: skip


def tell_stories(by: User) -> None:
    """Fill the library of stories and documents."""
    for rows in STORIES.values():
        for title, kind, industry, problem, words in rows:
            save_story(
                None,
                by=by,
                title=title,
                kind=kind,
                industry=industry,
                problem=problem,
                words=words,
            )


def convince(deals: Iterable[Deal], seller: User) -> None:
    """Send the customer of each deal what fits best; every other reads it."""
    for n, deal in enumerate(deals):
        best = Story.objects.get(pk=fitting(deal, seller)[0]["pk"])
        sent = send_story(best, deal, by=seller)
        if n % 2:
            open_story(sent)
