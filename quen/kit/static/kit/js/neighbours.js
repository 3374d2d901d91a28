// Previous and next of the list one came from. Opening a row leaves the list's rows in this tab;
// <ui-neighbours> on the record's page leads back to the list and along it, by j and k too.
const KEPT = "quen.list"
const TYPING = "input, textarea, select, [contenteditable], dialog, [role=menu], ui-inline-edit"

function rowsIn(root) {
  return [...root.querySelectorAll("tbody tr[data-key]")].map((row) => row.querySelector("a")?.getAttribute("href")).filter(Boolean)
}

function nextIn(root) {
  return root.querySelector(".pager a[rel=next]")?.getAttribute("href") ?? ""
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("ui-list-keys tbody tr[data-key]")
  if (!row || !event.target.closest("a")) return
  const name = document.querySelector(".tabs__tab[aria-current]")?.textContent.trim() ?? document.title
  const list = { name, url: location.pathname + location.search, rows: rowsIn(document), next: nextIn(document) }
  sessionStorage.setItem(KEPT, JSON.stringify(list))
})

class Neighbours extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.keyed)
    this.list = JSON.parse(sessionStorage.getItem(KEPT) ?? "null")
    this.at = this.list?.rows.indexOf(location.pathname) ?? -1
    if (this.at >= 0) this.show()
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed)
  }

  async show() {
    if (this.at === this.list.rows.length - 1 && this.list.next) await this.lengthen()
    const { rows, name, url, next } = this.list
    const back = this.querySelector("[data-list]")
    back.textContent = name
    back.href = url
    this.querySelector("[data-at]").textContent = `${this.at + 1} / ${rows.length}${next ? "+" : ""}`
    this.lead("previous", rows[this.at - 1])
    this.lead("next", rows[this.at + 1])
    this.hidden = false
  }

  lead(way, url) {
    const link = this.querySelector(`[data-way=${way}]`)
    if (url) link.href = url
    else link.setAttribute("aria-disabled", "true")
  }

  // The next page of the list, as far as this reader may see it.
  async lengthen() {
    const answer = await fetch(this.list.next).catch(() => null)
    if (!answer?.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    this.list.rows.push(...rowsIn(page).filter((url) => !this.list.rows.includes(url)))
    this.list.next = nextIn(page)
    sessionStorage.setItem(KEPT, JSON.stringify(this.list))
  }

  keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
    const way = { j: "next", k: "previous" }[event.key]
    if (!way) return
    const link = this.querySelector(`[data-way=${way}][href]`)
    if (link) (event.preventDefault(), link.click())
  }
}

customElements.define("ui-neighbours", Neighbours)
