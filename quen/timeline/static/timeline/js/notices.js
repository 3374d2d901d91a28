// <ui-notices seen-url="…" up-to="42">: j and k move, Enter opens, e puts away, h snoozes. What was on
// the screen for a moment is told as seen.
const TYPING = "input, textarea, select, [contenteditable], dialog, [role=menu]"
const LOOKED_MS = 1500

class Notices extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.keyed)
    if (this.getAttribute("seen-url")) this.timer = setTimeout(this.looked, LOOKED_MS)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed)
    clearTimeout(this.timer)
  }

  get rows() {
    return [...this.querySelectorAll(".notices__group")]
  }

  get row() {
    return document.activeElement?.closest(".notices__group")
  }

  looked = () => {
    if (document.hidden) return (this.timer = setTimeout(this.looked, LOOKED_MS))
    const values = { up_to: this.getAttribute("up-to") }
    window.htmx.ajax("POST", this.getAttribute("seen-url"), { source: this, swap: "none", values })
  }

  keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
    if (event.key === "j") this.move(1)
    else if (event.key === "k") this.move(-1)
    else if (event.key === "e") this.row?.querySelector("[data-done]")?.click()
    else if (event.key === "h") this.row?.querySelector("[data-snooze]")?.click()
    else if (event.key === "Enter" && event.target === this.row) this.row.querySelector("a")?.click()
    else return
    event.preventDefault()
  }

  move(by) {
    const { rows } = this
    const at = Math.max(0, Math.min(rows.indexOf(this.row) + by, rows.length - 1))
    rows[at]?.focus()
  }
}

customElements.define("ui-notices", Notices)
