// <ui-record-tabs>: on a narrow screen a record's columns are tabs; the chosen one carries data-shown.
class RecordTabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed)
    this.show(this.querySelector("[aria-selected=true]") ?? this.querySelector("[role=tab]"))
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
