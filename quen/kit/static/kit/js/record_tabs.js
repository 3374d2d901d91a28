// <ui-record-tabs>: on a narrow screen a record's columns are tabs; the chosen one carries data-shown.
// An address that names a panel ("#talk") opens the column of the panels, which come a moment later.
class RecordTabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed)
    this.wanted = location.hash.slice(1)
    const late = this.wanted && !document.getElementById(this.wanted)
    if (late) document.addEventListener("htmx:afterSettle", this.came)
    this.show(this.querySelector(late ? "[role=tab]:last-of-type" : "[aria-selected=true]") ?? this.querySelector("[role=tab]"))
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.came)
  }

  came = () => {
    const panel = document.getElementById(this.wanted)
    if (!panel) return
    document.removeEventListener("htmx:afterSettle", this.came)
    panel.scrollIntoView({ block: "start" })
  }

  pressed = (event) => {
    const tab = event.target.closest("[role=tab]")
    if (tab) this.show(tab)
  }

  show(chosen) {
    this.querySelectorAll("[role=tab]").forEach((tab) => {
      tab.setAttribute("aria-selected", String(tab === chosen))
      document.getElementById(tab.getAttribute("aria-controls"))?.toggleAttribute("data-shown", tab === chosen)
    })
  }
}

customElements.define("ui-record-tabs", RecordTabs)
