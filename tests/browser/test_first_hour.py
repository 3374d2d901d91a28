"""The whole first hour as a new user clicks it: questions, an ugly sheet, undone and done again.

QUEN_UGLY_ROWS=8000 tries it at full size, with `-s` to read the minutes.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Watched
from tests.browser.stage import DESK, PASSWORD, add_colleague, served, told
from tests.fields.ugly import Ugly, ugly_sheet

ROWS = int(os.environ.get("QUEN_UGLY_ROWS", "200"))
SLOW = 1000 * (20 + ROWS // 10)
SELLER = "lan@quen.test"
pytestmark = pytest.mark.timeout(120 + ROWS // 4)
FIELDS = {
    "Công ty": "company_id", "Họ tên": "full_name", "Ngày sinh": "birthday", "SĐT": "phone",
    "Email": "email", "Tỉnh": "province", "Nhóm": "tags", "STT": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Iterator[tuple]:
    """An installation that was never used, with its owner and one seller."""
    data = tmp_path_factory.mktemp("empty")
    with served(data, demo=False) as address:
        add_colleague(data, "chu@quen.test", "Trần Văn Chủ", "admin")
        add_colleague(data, SELLER, "Lê Thị Lan", "sales")
        yield address, data


class Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.begun = self.last = time.monotonic()

    def tell(self, part: str) -> None:
        now = time.monotonic()
        print(f"{part}: {now - self.last:.0f} s, {(now - self.begun) / 60:.1f} min in all")
        self.last = now


def test_an_empty_workspace_takes_an_ugly_sheet_in_undoes_it_and_takes_it_in_again(empty, browser):
    address, data = empty
    ugly, clock = ugly_sheet(ROWS), Clock()
    context = browser.new_context(base_url=address, viewport=DESK, locale="vi")
    watched = Watched(context, address)
    page = watched.page
    page.set_default_timeout(SLOW)
    sign_in(page)
    answer_the_questions(page, ugly)
    clock.tell("questions")
    before = standing(data, [])
    bring_in(page, ugly)
    clock.tell("brought in")
    after = standing(data, truth(ugly))
    assert after["wrong"] == []
    assert after["contacts"] == sum(not one.again for one in ugly.people)
    clock.tell("(compared with the truth)")
    undo(page)
    clock.tell("undone")
    undone = standing(data, [])
    assert undone["picture"] == before["picture"]
    choose_file(page, ugly)
    bring_in(page, ugly)
    clock.tell("brought in again")
    assert standing(data, [])["picture"] == after["picture"]
    judge_duplicates(page, ugly)
    clock.tell("duplicates")
    watched.page.close()
    assert watched.faults == []


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("chu@quen.test")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button.btn-primary").first.click()
    expect(page.locator("h1")).to_have_text("Anh chị bán gì, và bán cho ai?")


def answer_the_questions(page: Page, ugly: Ugly) -> None:
    """Building materials, a word, one stage renamed, two channels, the sheet; a reload loses nothing."""
    page.get_by_label("Vật liệu xây dựng").check()
    page.get_by_label("Cả hai").check()
    following(page)
    page.get_by_label("Hoặc từ của anh chị").fill("chủ thầu và đại lý")
    following(page)
    page.locator("input[name=name-0]").fill("Khách hỏi giá")
    following(page)
    page.get_by_label("LINE").wait_for()
    page.go_back()
    page.reload()
    expect(page.locator("input[name=name-0]")).to_have_value("Khách hỏi giá")
    following(page)
    page.get_by_label("LINE").uncheck() if page.get_by_label("LINE").is_checked() else None
    following(page)
    give(page, ugly)
    following(page)
    expect(page.locator("#main")).to_contain_text("Khách hỏi giá → Bóc khối lượng")
    page.get_by_role("button", name="Dựng thôi").click()
    expect(page.locator("#main")).to_contain_text("DANH SÁCH KHÁCH HÀNG")


def give(page: Page, ugly: Ugly) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "khách hàng.xlsx", "mimeType": kind, "buffer": ugly.content}
    page.locator("input[type=file]").set_input_files(file)


def following(page: Page) -> None:
    page.locator("#main").get_by_role("button", name="Tiếp", exact=True).click()


def choose_file(page: Page, ugly: Ugly) -> None:
    page.goto("/imports/")
    give(page, ugly)
    following(page)


def bring_in(page: Page, ugly: Ugly) -> None:
    """From the page that shows how the file is read to its records."""
    following(page)
    map_columns(page)
    page.locator("select[name=owner]").select_option(SELLER)
    page.locator("select[name=on_match]").select_option("fill")
    page.get_by_role("button", name="Kiểm tra mọi dòng").click()
    page.locator("#import-check:not([hx-get])").wait_for()
    mend(page, ugly)
    page.locator("#import-check").get_by_role("button", name="Nhập", exact=True).click()
    page.locator("#import-run:not([hx-get])").wait_for()
    numbers = page.locator("#import-run .stat__value").all_inner_texts()
    people = sum(not one.again for one in ugly.people)
    new, changed, as_they_were, refused = map(number, numbers)
    assert (new, refused) == (people, 0), (changed, as_they_were)


def number(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


def map_columns(page: Page) -> None:
    """Set right what was guessed wrong, by the last words of a column's name."""
    for select in page.locator("form.import select").all():
        name = select.get_attribute("aria-label") or ""
        wanted = next(field for words, field in FIELDS.items() if name.endswith(words))
        if select.input_value() != wanted:
            print(f"guessed {name} as {select.input_value()!r}, set to {wanted!r}")
            select.select_option(wanted)
    following(page)


def mend(page: Page, ugly: Ugly) -> None:
    """Give every phone that the spreadsheet has rounded away, one cell after the other.

    Rows are counted without the header and without empty ones, as the people of the sheet are."""
    while True:
        page.goto(f"{page.url.partition('?')[0]}?show=error")
        first = page.locator("tr:has(form[id^=mend-])").first
        if not first.count():
            return
        row = int(first.get_attribute("id").removeprefix("row-"))
        typed = " / ".join(f"0{phone[3:]}" for phone in ugly.people[row - 1].phones)
        first.get_by_label("SĐT").fill(typed)
        first.get_by_role("button", name="Thử lại").click()
        expect(page.locator(f"#mend-{row}")).to_have_count(0)


def undo(page: Page) -> None:
    page.get_by_role("link", name="Hoàn tác lần nhập này").click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    page.locator("#import-run:not([hx-get])").wait_for()


def judge_duplicates(page: Page, ugly: Ugly) -> None:
    """The queue finds somebody who was written down twice; the first page of pairs is judged by a key,
    and the next come, or the word that there are none."""
    page.goto("/duplicates/contact/")
    page.get_by_role("button", name="Tìm ngay").click()
    pairs = page.locator("article.pair")
    until(lambda: pairs.count() > 0, page)
    names = pairs.first.locator(".pair__name").all_inner_texts()
    twins = {one.name for one in ugly.people if one.twin}
    assert twins & set(names), (names, twins)
    shown = pairs.evaluate_all("all => all.map(one => one.id)")
    for one in shown:
        page.locator(f"#{one}").focus()
        page.keyboard.press("n")
        expect(page.locator(f"#{one}")).to_have_count(0)
    expect(page.locator("article.pair, .blank").first).to_be_visible()


def until(true: Callable[[], bool], page: Page) -> None:
    for _turn in range(SLOW // 2000):
        if true():
            return
        page.wait_for_timeout(2000)
        page.reload()
    raise AssertionError("it did not come")


def truth(ugly: Ugly) -> list[dict[str, object]]:
    """Who must stand after the import; who comes twice keeps what stood first."""
    keys = ("name", "phones", "mails", "company", "birthday", "province", "group")
    return [{k: getattr(one, k) for k in keys} for one in ugly.people if not one.again]


def standing(data, people: list[dict[str, object]]) -> dict:
    asked = json.dumps({"people": people, "owner": SELLER})
    return json.loads(told(data, sys.executable, "-m", "tests.browser.standing", given=asked))
