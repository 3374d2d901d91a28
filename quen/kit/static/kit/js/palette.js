// <ui-palette url="…">: Ctrl or Cmd K over any page. The server answers with groups of
// [role=option] links; arrows choose, Enter follows, Esc closes.
import { ask } from "./http.js";
import { word } from "./words.js";

class Palette extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("dialog")
    this.input = this.querySelector("input")
    this.results = this.querySelector("[role=listbox]")
    document.addEventListener("keydown", this.summoned)
    document.addEventListener("click", this.pressed)
    this.input.addEventListener("input", this.typed)
    this.input.addEventListener("keydown", this.keyed)
    this.results.addEventListener("pointermove", this.pointed)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.summoned)
    document.removeEventListener("click", this.pressed)
    clearTimeout(this.timer)
    this.request?.abort()
  }

  summoned = (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    this.box.open ? this.box.close() : this.open()
  }

  pressed = (event) => {
    if (event.target.closest("[data-palette]")) this.open()
    else if (event.target === this.box) this.box.close()
  }

  open() {
    if (this.box.open) return
    this.input.value = ""
    this.hurried = null
    this.box.showModal()
    this.input.focus()
    this.load()
  }

  typed = () => {
    clearTimeout(this.timer)
    this.request?.abort()
    this.setAttribute("aria-busy", "true")
    this.timer = setTimeout(() => this.load(), 90)
  }

  async load() {
    this.request?.abort()
    this.request = new AbortController()
    this.setAttribute("aria-busy", "true")
    const query = new URLSearchParams({ q: this.input.value, from: location.pathname })
    try {
      const answer = await ask(`${this.getAttribute("url")}?${query}`, this.request.signal)
      if (!answer.ok) throw new Error(String(answer.status))
      this.results.innerHTML = await answer.text()
    } catch (error) {
      if (error.name === "AbortError") return
      this.results.replaceChildren(Object.assign(document.createElement("p"), { className: "palette__none", textContent: word("offline") }))
    }
    this.removeAttribute("aria-busy")
    window.htmx?.process(this.results)
    this.choose(0)
    if (this.hurried && this.box.open) this.follow(this.hurried)
  }

  get options() {
    return [...this.results.querySelectorAll("[role=option]")]
  }

  choose(index) {
    const { options } = this
    this.index = options.length ? (index + options.length) % options.length : -1
    options.forEach((option, at) => {
      option.id ||= `palette-option-${at}`
      option.setAttribute("aria-selected", String(at === this.index))
    })
    const chosen = options[this.index]
    chosen?.scrollIntoView({ block: "nearest" })
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id)
    else this.input.removeAttribute("aria-activedescendant")
  }

  pointed = (event) => {
    const at = this.options.indexOf(event.target.closest("[role=option]"))
    if (at >= 0 && at !== this.index) this.choose(at)
  }

  keyed = (event) => {
    if (event.isComposing) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      this.choose(this.index + (event.key === "ArrowDown" ? 1 : -1))
    } else if (event.key === "Enter") {
      event.preventDefault()
      // Whoever types and presses Enter at once means what is being looked for, not what is still shown.
      if (this.hasAttribute("aria-busy")) this.hurried = event
      else this.follow(event)
    }
  }

  follow(event) {
    this.hurried = null
    const chosen = this.options[this.index]
    if (!chosen) return
    if (chosen.href && (event.ctrlKey || event.metaKey)) return window.open(chosen.href, "_blank", "noopener")
    this.box.close()
    chosen.click()
  }
}

customElements.define("ui-palette", Palette)
