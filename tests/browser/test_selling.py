"""One deal in Vietnamese, from a demo that the customer books to money in the bank and a renewal: alone, and by two at once."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import selling
from tests.browser.looking import Watched
from tests.browser.stage import PHONE


@pytest.fixture(scope="session")
def booking(seat):
    """The link of the booking page, once the owner has set up what is sold: once for a server, for other tests may
    come in between."""
    page = seat("admin", "vi").new_page()
    yield selling.set_up(page)
    page.close()


@pytest.fixture
def people(seat, address):
    """`people("sales")`: a page of that colleague, and the statuses that they may be refused with."""
    opened = []

    def sit(name, *told):
        opened.append((Watched(seat(name, "vi"), address), told))
        return opened[-1][0].page

    yield sit
    for watched, told in opened:
        watched.page.close()
        assert [f for f in watched.faults if not any(status in f for status in told)] == []


@pytest.fixture
def customer(browser, address):
    """Somebody without an account, on a phone."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", base_url=address)
    watched = Watched(context, address)
    yield watched.page
    context.close()
    assert [fault for fault in watched.faults if "422" not in fault] == []


TOLD = (
    "đã gửi báo giá BG-",
    "Khách mở báo giá",
    f"{selling.WHO} đã đồng ý báo giá",
    "đã tạo đơn hàng DH-",
    "Khách đã trả 48.279.000 ₫. DH-",
    "đã được thanh toán",
    "thắng cơ hội",
)


def test_from_a_booked_demo_to_a_new_customer_in_good_hands(people, customer, booking, data):
    """Three people and two dozen pages: it takes some seconds."""
    owner, desk = people("admin"), people("sales")
    selling.book_a_demo(customer, booking)
    selling.hold_the_demo(desk)
    selling.new_deal(desk)
    deal = desk.url
    selling.call(desk)
    selling.products(desk)
    link = selling.quote(desk)
    paper = desk.url
    selling.accept(customer, desk, link)
    reference, amount = selling.see_what_to_pay(customer, selling.order(desk, paper))
    assert amount == 48_279_000
    selling.pay_in(owner, reference, amount)
    expect(customer.locator(".pay")).to_contain_text("đã được thanh toán", timeout=12_000)
    selling.win(desk, deal)
    expect(desk.locator("#record-panels")).to_contain_text("Đón khách hàng mới", timeout=10_000)
    desk.reload()
    for words in TOLD:
        expect(desk.locator("#timeline")).to_contain_text(words)
    expect(desk.locator("#timeline")).not_to_contain_text("lines:")
    selling.make_contract(desk, date.today() + timedelta(days=20))
    selling.let_the_hour_pass(data)
    renewal = desk.locator("#record-panels a[href^='/deals/']")
    expect(renewal).to_have_count(1, timeout=20_000)
    expect(desk.locator("#timeline")).to_contain_text("Trao đổi về gia hạn")
    renewal.click()
    expect(desk.locator("h1")).to_contain_text("Gia hạn")
    desk.locator(".facts a, .record a", has_text=selling.WHO).first.click()
    expect(desk.locator("#timeline")).to_contain_text("đặt lịch hẹn: Xem thử tại xưởng")


def test_two_colleagues_at_one_deal_see_each_other_and_do_nothing_twice(people, customer, booking):
    seller, lead = (people(name, "409", "422") for name in ("sales", "manager"))
    selling.new_deal(seller, whom="Nguyễn")
    deal = seller.url
    lead.goto(deal)
    selling.call(seller)
    expect(lead.locator("#timeline")).to_contain_text("giao trước 15/12")
    selling.products(seller)
    expect(lead.locator(".record__amount")).to_contain_text("43.890.000")
    link = selling.quote(seller)
    paper = seller.url
    selling.accept(customer, seller, link)
    for page in (seller, lead):
        page.goto(paper)
    selling.press_at_once(
        [page.locator("form[action$='/order/'] button") for page in (seller, lead)]
    )
    seller.goto(deal)
    orders = seller.locator("#record-panels a[href^='/orders/']")
    expect(orders).to_have_count(1)
    lead.goto(deal)
    for page in (seller, lead):
        selling.ask_to_win(page)
    selling.press_at_once(
        [page.locator("dialog[open] button[type=submit]").last for page in (seller, lead)]
    )
    seller.wait_for_timeout(500)
    seller.goto(deal)
    expect(seller.locator("#timeline .timeline__entry", has_text="thắng cơ hội")).to_have_count(1)
