"""What a seller, the owner of the company and a customer do with one deal, step by step, in Vietnamese."""

import re
import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import stage

HARD = "ẵ ỡ ợ ắ Ặ ที่ กำ ปฏิเสธ"
WHO = "Nguyễn Thị Hồng Ngát"
WORDS = "Thép hộp mạ kẽm"


def send(page: Page) -> None:
    """The one form of the page."""
    page.locator("main form button[type=submit]").last.click()


def set_up(page: Page) -> str:
    """The owner adds a product, a booking page and the plan for new customers; gives the page's link."""
    page.goto("/products/new/")
    page.locator("[name=name]").fill(WORDS)
    page.locator("[name=price]").fill("385.000")
    page.locator("[name=price_currency]").select_option("VND")
    send(page)
    page.wait_for_url(re.compile(r"/products/\d+/$"))
    page.goto("/settings/plans/")
    onboarding = page.locator(".card", has_text="Đón khách hàng mới")
    onboarding.locator("form[action$='/switch/'] button[name=on][value='1']").click()
    return _booking_page(page)


def _booking_page(page: Page) -> str:
    page.goto("/settings/booking/new/")
    page.locator("[name=title]").fill("Xem thử sản phẩm")
    page.locator("[name=kinds]").fill("45 Xem thử tại xưởng")
    for box in page.locator("[name=hosts]").all():
        box.set_checked(False)
    page.get_by_label("Trần Minh Phương").check()
    page.locator("[name=is_open]").check()
    send(page)
    page.wait_for_url(re.compile(r"/booking/\d+/$"))
    return page.locator("ui-secret input").first.input_value()


def book_a_demo(customer: Page, link: str) -> None:
    """The customer chooses the first free time and says who they are."""
    customer.goto(link[link.index("/b/") :])
    customer.locator(".times a").first.click()
    customer.locator("[name=name]").fill(WHO)
    customer.locator("[name=phone]").fill("0912 345 678")
    customer.locator("[name=email]").fill("ngat@example.vn")
    customer.locator("form[action$='/book'] button[type=submit]").click()
    expect(customer.locator("h1")).to_contain_text("Đã đặt lịch hẹn")


def hold_the_demo(desk: Page) -> None:
    """The seller finds the meeting among the tasks and writes down that it took place."""
    desk.goto("/tasks/?kind=meeting")
    desk.locator("a", has_text=f"Xem thử tại xưởng: {WHO}").first.click()
    desk.locator("button[name=outcome]").first.click()


def new_deal(desk: Page, whom: str = WHO) -> None:
    """A deal for who booked the demo, or the first customer of that name."""
    desk.goto("/deals/new/")
    desk.locator("[name=name]").fill("Thép hộp cho xưởng mới")
    desk.locator("[name=amount]").fill("40tr")
    desk.locator("[name=amount_currency]").select_option("VND")
    desk.locator("#id_contact_id").fill(whom)
    desk.locator("[role=option]", has_text=whom).first.click()
    send(desk)
    desk.wait_for_url(re.compile(r"/deals/\d+/$"))


def call(desk: Page) -> None:
    """The first call, and the line of the playbook that asks for it."""
    desk.locator(".composer [role=tab]", has_text="Cuộc gọi").click()
    panel = desk.locator(".composer [role=tabpanel]:visible")
    panel.locator("textarea").fill("Cần 120 cây, giao trước 15/12")
    panel.locator("button[type=submit]").first.click()
    expect(desk.locator("#timeline")).to_contain_text("giao trước 15/12")
    expect(desk.locator("#next-step-box")).to_be_visible()  # it proposes the next step: not now
    desk.keyboard.press("Escape")
    desk.locator("#record-panels .playbook__tick").first.click()
    expect(desk.locator("#record-panels .playbook__tick--done")).to_have_count(1)


def products(desk: Page) -> None:
    """What is sold, at the price of the list, less five percent."""
    desk.locator("#record-panels a", has_text="Sản phẩm và giá").click()
    desk.locator("#line-0-product").fill("thep hop")
    desk.locator("[role=option]").first.click()
    expect(desk.locator("#line-0-name")).to_have_value(WORDS)
    desk.locator("#line-0-quantity").fill("120")
    desk.locator("#line-0-discount").fill("5")
    desk.locator("#line-0-discount").press("Tab")
    expect(desk.locator("#lines-sums")).to_contain_text("43.890.000")
    send(desk)
    expect(desk.locator(".record__amount")).to_contain_text("43.890.000")


def quote(desk: Page) -> str:
    """Two clicks to the draft; gives the customer's link."""
    desk.locator("#record-panels button[value=firm]").click()
    desk.locator("[name=intro]").fill(f"Kính gửi quý khách: {HARD}")
    send(desk)
    expect(desk.locator(".doc")).to_contain_text(HARD)
    desk.locator("form[action$='/send/'] [name=to]").fill("")
    desk.locator("form[action$='/send/'] button[type=submit]").click()
    expect(desk.locator("h1")).to_contain_text("BG-")
    return desk.locator("#secret-value").input_value()


def accept(customer: Page, desk: Page, link: str) -> None:
    """The customer reads the quote on a phone and accepts it with the code; a wrong one is refused."""
    with customer.expect_response(lambda answer: answer.url.endswith("/seen")):
        customer.goto(link[link.index("/q/") :])  # read for some seconds, which the seller hears of
    expect(customer.locator(".doc")).to_contain_text(HARD)
    assert customer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    customer.locator("#accept button").click()
    desk.locator("form[action$='/code/'] button").click()
    code = re.search(r"\b(\d{6})\b", desk.locator(".notice", has_text="Đọc cho khách").inner_text())
    wrong = "000000" if code[1] != "000000" else "111111"
    for typed, told in ((wrong, "Mã không đúng"), (code[1], "đã đồng ý báo giá")):
        customer.locator("[name=name]").fill(WHO)
        customer.locator("[name=code]").fill(typed)
        customer.locator("form[action$='/accept'] button").click()
        expect(customer.locator(".notice", has_text=told)).to_be_visible()


def order(desk: Page, paper: str) -> str:
    """One click from the accepted quote; gives the customer's link to pay."""
    desk.goto(paper)
    expect(desk.locator("h1")).to_contain_text("Đã đồng ý")
    desk.locator("form[action$='/order/'] button").click()
    expect(desk.locator("h1")).to_contain_text("DH-")
    return desk.locator("#secret-value").input_value()


def see_what_to_pay(customer: Page, link: str) -> tuple[str, int]:
    """The customer opens the code to scan; gives the reference and the amount in đồng."""
    customer.goto(link[link.index("/pay/") :])
    expect(customer.locator(".pay__code svg")).to_be_visible()
    reference = customer.locator("#copied-reference").input_value()
    amount = customer.locator("#copied-amount").input_value()
    return reference, int(re.sub(r"\D", "", amount))


def statement(reference: str, amount: int) -> bytes:
    """A bank's file: the customer's transfer, and one that is nobody's."""
    day = f"{date.today():%d/%m/%Y}"
    lines = (
        "Ngày giao dịch,Số tham chiếu,Ghi có,Ghi nợ,Nội dung",
        f"{day},FT26327001,{amount},,MBVCB.7781.{reference} NGUYEN THI HONG NGAT chuyen tien",
        f"{day},FT26327002,120000,,tien nuoc thang 11",
    )
    return "\n".join(lines).encode()


def pay_in(owner: Page, reference: str, amount: int) -> None:
    """The owner imports the bank's file; the transfer finds its order by itself."""
    owner.goto("/reconciliation/import/")
    file = {"name": "sao-ke.csv", "mimeType": "text/csv", "buffer": statement(reference, amount)}
    owner.locator("[name=file]").set_input_files(file)
    send(owner)
    told = owner.locator("#statement-run:not([hx-get])")
    expect(told.locator(".stat", has_text="Đã khớp")).to_contain_text("1", timeout=15_000)


def win(desk: Page, deal: str) -> None:
    """The deal is won; what its last step still asks for comes in one dialog."""
    desk.goto(deal)
    ask_to_win(desk)
    desk.locator("dialog[open] button[type=submit]").last.click()
    expect(desk.locator(".record")).to_contain_text("Mở lại")


def ask_to_win(desk: Page) -> None:
    """The dialog before a deal is won."""
    desk.locator(".record a, .record button", has_text="Thắng").first.click()
    expect(desk.locator("dialog[open]")).to_contain_text("đã thắng")


def make_contract(desk: Page, ends_on: date) -> None:
    """A contract of the order, which ends on that day."""
    desk.locator("#record-panels a[href^='/orders/']").click()
    desk.locator("a[href$='/contract/']").click()
    desk.locator("[name=ends_on]").fill(ends_on.isoformat())
    send(desk)
    desk.wait_for_url(re.compile(r"/contracts/\d+/$"))


def let_the_hour_pass(data: Path) -> None:
    """What the clock does for contracts every hour, now."""
    words = "from quen.commerce.actions.contracts import tell_nearing; tell_nearing()"
    stage.told(data, sys.executable, "-m", "django", "shell", "-c", words)


def press_at_once(buttons: list[Locator]) -> None:
    """Several people press their button before any of them has an answer."""
    for button in buttons:
        button.evaluate("it => setTimeout(() => it.click(), 50)")
    for button in buttons:
        button.page.wait_for_load_state("networkidle")
