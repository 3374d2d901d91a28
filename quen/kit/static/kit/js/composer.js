// <ui-composer>: tabs for the kinds of entry; arrows move between them, the last kind is remembered.
const KEPT = "quen.composer"

class Composer extends HTMLElement {
  connectedCallback() {
    this.tabs = [...this.querySelectorAll("[role=tab]")]
    this.addEventListener("click", this.pressed)
    this.addEventListener("keydown", this.keyed)
    const kept = this.tabs.find((tab) => tab.dataset.kind === localStorage.getItem(KEPT))
    this.show(kept ?? this.tabs[0], false)
  }

  pressed = (event) => {
    const tab = event.target.closest("[role=tab]")
    if (tab) this.show(tab, true)
  }

  keyed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("form")?.requestSubmit()
      return
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const at = this.tabs.indexOf(event.target)
    if (!step || at < 0) return
    const next = this.tabs.at((at + step) % this.tabs.length)
    this.show(next, true)
    next.focus()
  }

  show(chosen, keep) {
    if (!chosen) return
    this.tabs.forEach((tab) => {
      const on = tab === chosen
      tab.setAttribute("aria-selected", String(on))
      tab.tabIndex = on ? 0 : -1
      if (on) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40
      const panel = document.getElementById(tab.getAttribute("aria-controls"))
      if (panel) panel.hidden = !on
    })
    if (keep) localStorage.setItem(KEPT, chosen.dataset.kind)
  }
}

customElements.define("ui-composer", Composer)
