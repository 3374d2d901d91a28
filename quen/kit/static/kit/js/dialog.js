// <ui-dialog> around a <dialog>: any [data-opens="id"] opens it, Esc and the backdrop close it,
// focus goes back where it came from; "open-now" opens a dialog that htmx brought in.
const CONTROL = ".dialog__body :is(input:not([type=hidden]), select, textarea)"

class Dialog extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("dialog")
    document.addEventListener("click", this.pressed)
    document.body.addEventListener("close-dialog", this.close)
    this.box.addEventListener("close", this.closed)
    if (this.hasAttribute("open-now")) this.open()
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.pressed)
    document.body.removeEventListener("close-dialog", this.close)
  }

  open() {
    this.before = document.activeElement
    if (this.box.open) return
    this.box.showModal()
    this.box.querySelector(CONTROL)?.focus()
  }

  close = () => this.box.open && this.box.close()

  closed = () => {
    this.before?.focus?.()
    if (this.hasAttribute("open-now")) this.remove()
  }

  pressed = (event) => {
    const opener = event.target.closest("[data-opens]")
    if (opener?.dataset.opens === this.box.id) return this.open()
    if (!this.contains(event.target)) return
    if (event.target === this.box || event.target.closest("[data-closes]")) this.close()
  }
}

customElements.define("ui-dialog", Dialog)
