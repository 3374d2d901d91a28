// <ui-menu>: a button with a list below it; arrows, Home, End and letters move, Esc closes.
class Menu extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[aria-haspopup]")
    this.list = this.querySelector("[role=menu]")
    this.button.addEventListener("click", this.toggle)
    this.addEventListener("keydown", this.keyed)
    this.addEventListener("focusout", this.left)
    this.list.addEventListener("click", this.chosen)
    document.addEventListener("pointerdown", this.outside)
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.outside)
  }

  get items() {
    return [...this.list.querySelectorAll("[role^=menuitem]:not([disabled])")]
  }

  toggle = () => (this.list.hidden ? this.show(true) : this.close())

  show(open, focus = 0) {
    this.list.hidden = !open
    this.button.setAttribute("aria-expanded", String(open))
    if (open) this.items.at(focus)?.focus()
  }

  // What is chosen brings its own answer; whoever only closes a menu sees what was held back meanwhile.
  chosen = () => this.show(false)

  close() {
    if (this.list.hidden) return
    this.show(false)
    document.dispatchEvent(new CustomEvent("rested"))
  }

  outside = (event) => !this.contains(event.target) && this.close()

  left = (event) => event.relatedTarget && !this.contains(event.relatedTarget) && this.close()

  keyed = (event) => {
    const open = !this.list.hidden
    if (event.key === "Escape" && open) {
      event.stopPropagation()
      this.close()
      this.button.focus()
    } else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
      event.preventDefault()
      this.move(event.key, open)
    } else if (open && event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase()
      this.items.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus()
    }
  }

  move(key, open) {
    if (!open) return this.show(true, key === "ArrowUp" ? -1 : 0)
    const { items } = this
    const at = items.indexOf(document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key]
    items.at(to % items.length)?.focus()
  }
}

customElements.define("ui-menu", Menu)
