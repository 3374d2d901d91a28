// <ui-rows>: keeps one empty row at the end of a list of rows, so that another value can be added.
class Rows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.changed)
  }

  changed = () => {
    const last = [...this.querySelectorAll(":scope > [data-row]")].at(-1)
    if (!last || ![...last.querySelectorAll("input")].some((input) => input.value)) return
    const fresh = last.cloneNode(true)
    fresh.querySelectorAll("input").forEach((input) => {
      input.value = ""
      input.removeAttribute("id")
    })
    last.after(fresh)
  }
}

customElements.define("ui-rows", Rows)
