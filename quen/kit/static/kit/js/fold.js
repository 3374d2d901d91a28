// <ui-fold key="…"> in the head of a board's column: folds it to a strip, and remembers that on this device.
class Fold extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button")
    this.button.addEventListener("click", () => this.fold(!this.folded))
    if (localStorage.getItem(this.name)) this.fold(true)
  }

  get name() {
    return `fold-${this.getAttribute("key")}`
  }

  get folded() {
    return this.button.getAttribute("aria-expanded") === "false"
  }

  fold(on) {
    this.button.setAttribute("aria-expanded", String(!on))
    this.closest(".board__column").classList.toggle("board__column--folded", on)
    if (on) localStorage.setItem(this.name, "1")
    else localStorage.removeItem(this.name)
  }
}

customElements.define("ui-fold", Fold)
