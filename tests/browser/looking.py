"""What a page did while it was looked at: errors, refusals of the content policy, foreign hosts."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from tests.browser.stage import DESK, PHONE, ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] })
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)
}"""
TELL_REFUSALS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy refused ${event.violatedDirective} ${event.blockedURI}`))"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


class Watched:
    """A page that keeps what went wrong on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(TELL_REFUSALS)
        self.page.on("console", self.said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self.asked)
        self.page.on("response", self.answered)

    def said(self, message) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.faults.append(f"another host: {request.url}")

    def answered(self, answer) -> None:
        if answer.status >= 400:
            self.faults.append(f"{answer.status}: {answer.url}")

    def check(self, where: str) -> None:
        """Both widths and both themes of what is on the screen now."""
        self.page.evaluate(AXE)
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)
            for theme in ("light", "dark"):
                self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self.note(f"{where}, {size['width']} {theme}", self.page.evaluate(RUN_AXE))
            if size is PHONE and (beyond := self.page.evaluate(SIDEWAYS)) > 0:
                self.note(where, [f"scrolls {beyond} px sideways"])
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="light")

    def note(self, where: str, found: list[str]) -> None:
        self.faults += [f"{where}: {one}" for one in found]
