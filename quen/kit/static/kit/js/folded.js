// <ui-folded key="…"> around <details>: stays as the reader left it.
class Folded extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details")
    const kept = localStorage.getItem(this.name)
    if (kept !== null) this.details.open = kept === "1"
    this.details.addEventListener("toggle", this.toggled)
  }

  get name() {
    return `quen.folded.${this.getAttribute("key")}`
  }

  toggled = () => localStorage.setItem(this.name, this.details.open ? "1" : "0")
}

customElements.define("ui-folded", Folded)
