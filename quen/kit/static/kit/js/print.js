// <ui-print>: opens the print dialog once the page is there, and again by its button.
class Print extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print())
    if (document.readyState === "complete") window.print()
    else window.addEventListener("load", () => window.print(), { once: true })
  }
}

customElements.define("ui-print", Print)
