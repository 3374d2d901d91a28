// <ui-hotkeys>: g and a letter go somewhere, c creates, / searches, ? shows the keys, [ opens the drawer.
const TYPING = "input, textarea, select, [contenteditable], dialog, ui-inline-edit[open]"

class Hotkeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.keyed)
    document.addEventListener("click", this.pressed)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed)
    document.removeEventListener("click", this.pressed)
    clearTimeout(this.timer)
  }

  keyed = (event) => {
    if (event.key === "Escape") return this.drawer(false)
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return
    const press = (selector) => document.querySelector(selector)
    const target = this.waiting
      ? press(`[data-go="${CSS.escape(event.key)}"]`)
      : { c: press("[data-create]"), "/": press("[data-palette]"), "?": press("[data-opens=keys]") }[event.key]
    clearTimeout(this.timer)
    const leads = !this.waiting && event.key === "g"
    this.waiting = leads
    if (leads) this.timer = setTimeout(() => (this.waiting = false), 1200)
    if (!target) return
    event.preventDefault()
    event.stopImmediatePropagation()
    target.click()
  }

  pressed = (event) => {
    if (event.target.closest("[data-drawer]")) this.drawer(true)
    else if (!event.target.closest("#sidebar") || event.target.closest("[data-drawer-close]")) this.drawer(false)
  }

  drawer(open) {
    const bar = document.getElementById("sidebar")
    if (!bar || bar.classList.contains("sidebar--open") === open) return
    bar.classList.toggle("sidebar--open", open)
    const opener = document.querySelector("[data-drawer]")
    opener?.setAttribute("aria-expanded", String(open))
    if (open) bar.querySelector("a")?.focus()
    else opener?.focus()
  }
}

customElements.define("ui-hotkeys", Hotkeys)
