"""The ten daily tasks on a phone of 390 px, in Vietnamese, each in fewer than five taps.

Each begins on the home page, as when the app is opened. A tap is a press on anything, also on a field
before typing into it; typing itself is none. The list stands in docs/user-guide.md.
"""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.looking import DAY, TELL_REFUSALS, Watched
from tests.browser.stage import PHONE, ROOT

MOST = 4
# The dialler is the phone's own; a desk's browser would ask which program to open, and wait.
NO_DIALLER = """document.addEventListener("click", (event) =>
  event.target.closest?.("a[href^='tel:']") && event.preventDefault())"""
GUIDE = ROOT / "docs" / "user-guide.md"
PICTURE = ROOT / "quen" / "web" / "static" / "web" / "icons" / "icon-192.png"


class Thumb:
    """Taps and types as one does on a phone, and counts the taps of each task."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: dict[str, int] = {}
        self.number = ""
        self.task = ""

    def begin(self, task: str, at: str = "/") -> None:
        self.task = task
        self.counts[task] = 0
        self.page.goto(at)
        self.page.locator("#main").wait_for()

    def tap(self, what: Locator | str) -> None:
        found = self.page.locator(what) if isinstance(what, str) else what
        self.counts[self.task] += 1
        found.first.tap()

    def type(self, text: str) -> None:
        """Into the field that has the focus: whoever has not tapped one types nowhere."""
        self.page.wait_for_function("document.activeElement?.matches('input, textarea')")
        self.page.keyboard.type(text)


SHARE = """async (text) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/quick/shared/", enctype: "multipart/form-data" })
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { name, value }))
  add("title", "Zalo"), add("text", text), add("url", "")
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 })
  const picture = await new Promise((made) => canvas.toBlob(made))
  const files = Object.assign(document.createElement("input"), { type: "file", name: "files" })
  const held = new DataTransfer()
  held.items.add(new File([picture], "ảnh chat.png", { type: "image/png" }))
  files.files = held.files
  form.append(files)
  document.body.append(form)
  form.submit()
}"""


SEND = """(url) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url })
  const token = document.querySelector("meta[name=csrf]").content
  form.append(Object.assign(document.createElement("input"), { name: "csrfmiddlewaretoken", value: token }))
  document.body.append(form)
  form.submit()
}"""


@pytest.fixture(scope="module")
def phone(seat) -> BrowserContext:
    return seat("sales", "vi", has_touch=True, is_mobile=True)


@pytest.fixture
def thumb(phone):
    page = phone.new_page()
    page.set_viewport_size(PHONE)
    page.add_init_script(TELL_REFUSALS)
    page.add_init_script(NO_DIALLER)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield Thumb(page)
    page.close()
    assert faults == []


TASKS: dict[str, Callable[[Thumb, str], None]] = {}


def task(name: str) -> Callable[[Callable[[Thumb, str], None]], Callable[[Thumb, str], None]]:
    """One of the ten, done with the customer of that name."""

    def add(does: Callable[[Thumb, str], None]) -> Callable[[Thumb, str], None]:
        TASKS[name] = does
        return does

    return add


@task("call a customer and say how it went")
def call(thumb: Thumb, name: str) -> None:
    open_customer(thumb, name)
    thumb.tap(".record__call")
    thumb.tap(thumb.page.get_by_role("button", name="Không nghe máy"))
    told(thumb.page, "không nghe máy")


@task("write a note")
def write_note(thumb: Thumb, name: str) -> None:
    create(thumb, "Ghi nhanh")
    thumb.type(f"{name} hỏi thép hộp 40x80")
    thumb.tap(thumb.page.locator(".quick__one", has_text=name))
    told(thumb.page, "hỏi thép hộp 40x80")


@task("plan the next task")
def plan(thumb: Thumb, name: str) -> None:
    open_customer(thumb, name)
    thumb.tap(thumb.page.locator("[data-composes=task]"))
    thumb.type("Gọi lại chốt giá")
    thumb.tap(thumb.page.locator("#panel-task").get_by_role("button", name="Ngày mai"))
    told(thumb.page, "Gọi lại chốt giá")


@task("finish a task of today")
def finish(thumb: Thumb, name: str) -> None:
    line = thumb.page.locator(".day-line", has_text="Gửi báo giá thép")
    thumb.tap(line.locator(".task-tick"))
    expect(thumb.page.locator(".toast__text", has_text="Gửi báo giá thép")).to_be_visible()


@task("put a reminder off")
def snooze(thumb: Thumb, name: str) -> None:
    line = thumb.page.locator(".day-line", has_text="Nhắc thanh toán")
    thumb.tap(line.get_by_role("button", name="Nhắc lại sau"))
    thumb.tap(line.get_by_role("menuitem", name="Ngày mai lúc 9:00"))
    expect(thumb.page.locator(".toast__text")).to_contain_text("09:00")


@task("find a customer by their number")
def find(thumb: Thumb, name: str) -> None:
    thumb.tap(".topbar__search")
    thumb.type(thumb.number)
    thumb.tap(thumb.page.locator(".palette__item", has_text=name))
    expect(thumb.page.locator("h1.record__name")).to_have_text(name)


@task("add a customer")
def add_customer(thumb: Thumb, name: str) -> None:
    create(thumb, "Khách hàng")
    thumb.type("Đặng Thị Thử Việc")
    thumb.tap(thumb.page.get_by_label("Điện thoại"))
    thumb.type("0399 123 457")
    thumb.tap(thumb.page.get_by_role("button", name="Lưu", exact=True))
    expect(thumb.page.locator("h1.record__name")).to_have_text("Đặng Thị Thử Việc")


@task("move a deal on")
def move_deal(thumb: Thumb, name: str) -> None:
    thumb.tap(thumb.page.locator(".phone-bar").get_by_role("link", name="Cơ hội"))
    thumb.tap(thumb.page.locator(".deal-card__name"))
    thumb.tap(thumb.page.get_by_role("button", name="Chuyển sang bước khác"))
    other = thumb.page.locator(".record__state [role=menuitemradio][aria-checked=false]").first
    stage = other.inner_text()
    thumb.tap(other)
    expect(thumb.page.locator(".record__state-row").first).to_contain_text(stage)


@task("keep a photo with a customer")
def keep_photo(thumb: Thumb, name: str) -> None:
    create(thumb, "Ghi nhanh")
    with thumb.page.expect_file_chooser() as chooser:
        thumb.tap(thumb.page.locator("label", has_text="Ảnh"))
    chooser.value.set_files(PICTURE)
    thumb.tap(thumb.page.locator(".quick__one", has_text=name))
    expect(thumb.page.locator(".files__picture img").first).to_be_visible()


@task("answer a mention")
def answer(thumb: Thumb, name: str) -> None:
    thumb.tap(thumb.page.get_by_role("link", name="Thông báo"))
    thumb.tap(thumb.page.locator(".notices__title", has_text=name))
    thumb.tap(thumb.page.locator("#talk .thread__answer textarea"))
    thumb.type("Giá này được, em gửi khách nhé")
    thumb.tap(thumb.page.locator("#talk .thread__answer button", has_text="Trả lời"))
    expect(thumb.page.locator("#talk")).to_contain_text("em gửi khách nhé")


def open_customer(thumb: Thumb, name: str) -> None:
    """Two taps: search, and the hit."""
    thumb.tap(".topbar__search")
    thumb.type(name)
    thumb.tap(thumb.page.locator(".palette__item", has_text=name))
    expect(thumb.page.locator("h1.record__name")).to_have_text(name)


def create(thumb: Thumb, what: str) -> None:
    """Two taps: the plus, and what is to be made."""
    thumb.tap(".phone-bar__link--create")
    thumb.tap(thumb.page.locator("#create-sheet").get_by_role("link", name=what))


def told(page: Page, words: str) -> None:
    expect(page.locator("#timeline")).to_contain_text(words)


def post(page: Page, url: str, **form: str) -> None:
    """What happened before: somebody sent this form."""
    token = page.locator("meta[name=csrf]").get_attribute("content") or ""
    headers = {"Referer": page.url, "X-CSRFToken": token}
    assert page.request.post(url, form=form, headers=headers).ok


def somebody(thumb: Thumb) -> tuple[str, str]:
    """A customer of the seller's with a number: id and name."""
    thumb.page.goto("/contacts/")
    row = thumb.page.locator("tbody tr", has_text=re.compile(r"\+84")).first
    number = re.search(r"\+84([ \d]+)", row.inner_text())
    thumb.number = "0" + (number[1].strip() if number else "")
    url = row.locator("a.identity").get_attribute("href") or ""
    return url.strip("/").rpartition("/")[2], row.locator(".identity__name").inner_text()


def prepared(thumb: Thumb, lead: Page) -> str:
    """Two tasks of today on a customer, and a colleague's question; gives the customer's name."""
    pk, name = somebody(thumb)
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    for title in ("Gửi báo giá thép", "Nhắc thanh toán"):
        post(thumb.page, f"/tasks/on/contact/{pk}/", title=title, due_on=today)
    thumb.page.goto("/profile/")
    seller = thumb.page.locator("input[name=full_name]").input_value()
    lead.goto("/")
    post(lead, f"/notes/on/contact/{pk}/", text=f"@{seller} xem giúp giá này nhé")
    return name


def test_the_ten_daily_tasks_take_fewer_than_five_taps(thumb, seat):
    name = prepared(thumb, seat("admin", "vi").new_page())
    for title, does in TASKS.items():
        thumb.begin(title)
        does(thumb, name)
    assert len(thumb.counts) == 10
    assert max(thumb.counts.values()) <= MOST, thumb.counts
    guide = GUIDE.read_text(encoding="utf-8")
    for title, taps in thumb.counts.items():
        assert f"| {title} | {taps} |" in guide, (title, taps)


def test_what_another_app_shares_waits_for_one_tap(thumb, seat):
    """The share sheet posts a form, which the app's worker keeps in the browser."""
    page = thumb.page
    _pk, name = somebody(thumb)
    thumb.begin("share", at="/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(SHARE, f"{name} {thumb.number}: cần 20 tấn thép")
    page.wait_for_url("**/quick/?shared=1")
    expect(page.locator(".attach__list")).to_contain_text("ảnh chat.png")
    thumb.tap(page.locator(".quick__one", has_text=name))
    told(page, "cần 20 tấn thép")
    expect(page.locator("#timeline .files__picture img").first).to_be_visible()
    assert thumb.counts["share"] == 1
    assert not page.evaluate("caches.has('quen-shared')")
    page.goto("/quick/")
    thumb.tap(page.locator("ui-voice [data-record]"))
    expect(page.locator("ui-toast[tone=bad]")).to_contain_text("micro")


def test_files_paper_and_the_quick_note_can_be_used_by_everybody(seat, address):
    watched = Watched(seat("admin", "vi"), address)
    page = watched.page
    page.goto("/contacts/")
    page.locator("tbody a.identity").first.click()
    page.locator(".drop input[name=files]").set_input_files(PICTURE)
    page.locator("#files .files__thumb").first.wait_for()
    page.locator("#panel-note textarea").fill("Ảnh kho")
    page.locator("#panel-note input[name=files]").set_input_files(PICTURE)
    page.locator("#panel-note").get_by_role("button", name="Lưu").click()
    page.locator("#timeline .files__picture").first.wait_for()
    watched.check("a record with files")
    thumbs = page.locator("#files .files__thumb")
    count = thumbs.count()
    page.locator("#files").get_by_role("button", name="Gỡ").first.click()
    expect(thumbs).to_have_count(count - 1)
    page.locator(".toast__undo").last.click()
    expect(thumbs).to_have_count(count)
    for url in (
        "/lists/contact/print/?q=hoa",
        page.url.replace(address, "/records").replace("contacts", "contact") + "print/",
    ):
        page.goto("/quick/")
        page.evaluate(SEND, url)
        page.locator(".paper").wait_for()
        watched.check(f"paper {url}", DAY)
    page.goto("/quick/")
    watched.check("the quick note")
    assert watched.faults == [], "\n".join(watched.faults)
    page.close()
