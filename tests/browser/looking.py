"""What a page did while it was looked at: errors, refusals of the content policy, foreign hosts."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.stage import DESK, PHONE, ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# A change of theme would fade down the tree, level by level, with a frame drawn for each.
STILL = """() => {
  const still = new CSSStyleSheet()
  still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }")
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
}"""
RUN_AXE = """async () => {
  // Initials beside a full name and the figures of the ring are no labels, though the rule takes them for such.
  const rules = { "label-content-name-mismatch": { enabled: false } }
  // Without `preload` axe asks for no stylesheet a second time, which cost half of its time.
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false, rules })
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)
}"""
TELL_REFUSALS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy refused ${event.violatedDirective} ${event.blockedURI}`))"""
DAY = ((DESK, "light"),)
EVERY = (*DAY, (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"))
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


class Watched:
    """A page that keeps what went wrong on it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.faults: list[str] = []
        self.examined = False
        self.page: Page = context.new_page()
        self.theme = ""
        self.page.add_init_script(TELL_REFUSALS)
        self.page.on("console", self.said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self.asked)
        self.page.on("response", self.answered)

    def said(self, message) -> None:
        # axe itself tries to add a style, which the policy refuses.
        if message.type == "error" and not self.examined:
            self.faults.append(f"console: {message.text}")

    def asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.faults.append(f"another host: {request.url}")

    def answered(self, answer) -> None:
        if answer.status >= 400:
            self.faults.append(f"{answer.status}: {answer.url}")

    def check(self, where: str, looks: tuple = EVERY) -> None:
        """What is on the screen now: axe in each of the looks, and whether a phone scrolls sideways."""
        self.examined = True
        self.page.evaluate(AXE)
        self.page.evaluate(STILL)
        for size, theme in looks:
            self.take(size, theme)
            self.note(f"{where}, {size['width']} {theme}", self.page.evaluate(RUN_AXE))
        for size in (PHONE, DESK):
            self.take(size, "light")
            if (beyond := self.page.evaluate(SIDEWAYS)) > 0:
                self.note(where, [f"scrolls {beyond} px sideways at {size['width']}"])
        self.examined = False

    def take(self, size: ViewportSize, theme: str) -> None:
        """Look at the page in that size and theme; a size costs a layout, so only when it is another."""
        if size != self.page.viewport_size:
            self.page.set_viewport_size(size)
        if theme != self.theme:
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.theme = theme

    def note(self, where: str, found: list[str]) -> None:
        self.faults += [f"{where}: {one}" for one in found]
