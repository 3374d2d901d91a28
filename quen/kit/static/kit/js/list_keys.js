// <ui-list-keys> around a list: j and k move, x selects, e edits, Enter opens. It also keeps the bar
// of what is selected: this page, or (hidden input name="all") everything that matches.
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=menu]"

class ListKeys extends HTMLElement {
  connectedCallback() {
    this.at = -1
    document.addEventListener("keydown", this.keyed)
    this.addEventListener("change", this.ticked)
    this.addEventListener("click", this.pressed)
    this.addEventListener("htmx:afterSettle", this.settled)
    this.count()
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed)
  }

  get rows() {
    return [...this.querySelectorAll("tbody tr[data-key]")]
  }

  get boxes() {
    return this.rows.map((row) => row.querySelector(".list__check input")).filter(Boolean)
  }

  // Rows that were fetched anew keep one's place: by key, for the row may have moved.
  settled = () => {
    const { rows } = this
    this.at = rows.findIndex((row) => row.dataset.key === this.key)
    this.mark(rows)
    if (document.activeElement === document.body) this.focusRow(rows[this.at])
    this.toggleAttribute("data-everything", this.querySelector("input[name=all]")?.value === "1")
    this.count()
  }

  keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
    if (event.key === "j") this.move(this.at + 1)
    else if (event.key === "k") this.move(this.at - 1)
    else if (event.key === "x") this.rows[this.at]?.querySelector(".list__check input")?.click()
    else if (event.key === "e") this.edit()
    else if (event.key === "Enter" && event.target === document.body) this.rows[this.at]?.querySelector("a")?.click()
    else return
    event.preventDefault()
  }

  move(to) {
    const { rows } = this
    if (!rows.length) return
    this.at = Math.max(0, Math.min(to, rows.length - 1))
    this.key = rows[this.at].dataset.key
    this.mark(rows)
    rows[this.at].scrollIntoView({ block: "nearest" })
    this.focusRow(rows[this.at])
  }

  mark(rows) {
    rows.forEach((row, at) => row.classList.toggle("list__current", at === this.at))
  }

  focusRow(row) {
    row?.querySelector("a")?.focus({ preventScroll: true })
  }

  edit() {
    const row = this.rows[this.at]
    if (!row) return
    const editor = row.querySelector("ui-inline-edit")
    if (editor) editor.edit()
    else row.querySelector("[data-edit], a")?.click()
  }

  ticked = (event) => {
    if (event.target.matches("thead input[type=checkbox]")) {
      this.boxes.forEach((box) => (box.checked = event.target.checked))
    } else if (!event.target.matches(".list__check input")) {
      return
    }
    this.everything(false)
    this.count()
  }

  pressed = (event) => {
    if (event.target.closest("[data-all]")) this.everything(true)
    else if (event.target.closest("[data-none]")) this.clear()
    else if (event.shiftKey && event.target.matches(".list__check input")) this.range(event.target)
    else return
    this.count()
  }

  range(box) {
    const { boxes } = this
    const [from, to] = [boxes.indexOf(this.last ?? box), boxes.indexOf(box)].sort((a, b) => a - b)
    boxes.slice(from, to + 1).forEach((one) => (one.checked = box.checked))
  }

  clear() {
    this.boxes.forEach((box) => (box.checked = false))
    this.everything(false)
  }

  everything(on) {
    const all = this.querySelector("input[name=all]")
    if (all) all.value = on ? "1" : ""
    this.toggleAttribute("data-everything", on)
  }

  count() {
    const { boxes } = this
    const chosen = boxes.filter((box) => box.checked)
    this.last = chosen.at(-1)
    this.rows.forEach((row) => row.setAttribute("aria-selected", String(Boolean(row.querySelector(".list__check input")?.checked))))
    const head = this.querySelector("thead input[type=checkbox]")
    if (head) {
      head.checked = chosen.length > 0 && chosen.length === boxes.length
      head.indeterminate = chosen.length > 0 && chosen.length < boxes.length
    }
    this.tell(chosen.length, boxes.length)
  }

  tell(chosen, of) {
    const bar = this.querySelector(".bulk")
    if (!bar) return
    const everything = this.hasAttribute("data-everything")
    bar.hidden = chosen === 0
    bar.querySelector("[data-count]").textContent = everything ? bar.dataset.total : chosen
    const offer = bar.querySelector("[data-all]")
    if (offer) offer.hidden = everything || chosen < of
  }
}

customElements.define("ui-list-keys", ListKeys)
