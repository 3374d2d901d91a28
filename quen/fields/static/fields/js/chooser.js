// <ui-chooser url="…">: a hidden input with the id of a record, found by typing its name into the other.
import { ask } from "../../kit/js/http.js";

class Chooser extends HTMLElement {
  connectedCallback() {
    this.kept = this.querySelector("input[type=hidden]")
    this.typed = this.querySelector("[role=combobox]")
    this.list = this.querySelector("[role=listbox]")
    this.typed.addEventListener("input", this.changed)
    this.typed.addEventListener("keydown", this.keyed)
    this.typed.addEventListener("blur", this.hide)
    // A press inside the list must not take the focus: leaving the field would save it half typed.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault())
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")))
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.waiting?.abort()
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")]
  }

  changed = () => {
    this.kept.value = ""
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.search(), 150)
  }

  async search() {
    this.waiting?.abort()
    if (!this.typed.value.trim()) return this.hide()
    this.waiting = new AbortController()
    const url = `${this.getAttribute("url")}?${new URLSearchParams({ q: this.typed.value })}`
    const answer = await ask(url, this.waiting.signal).catch(() => null)
    if (!answer?.ok) return
    this.list.innerHTML = await answer.text()
    this.show(true)
    this.mark(0)
  }

  keyed = (event) => {
    if (this.list.hidden) return
    const at = this.options.findIndex((option) => option.ariaSelected === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) this.mark(at + step)
    else if (event.key === "Enter" || event.key === "Tab") this.choose(this.options[at])
    else if (event.key === "Escape") this.hide()
    else return
    if (event.key === "Tab") return
    event.preventDefault()
    event.stopPropagation()
  }

  mark(at) {
    const { options } = this
    const now = options.at(at % (options.length || 1))
    options.forEach((option) => option.setAttribute("aria-selected", String(option === now)))
    if (now) this.typed.setAttribute("aria-activedescendant", now.id)
    now?.scrollIntoView({ block: "nearest" })
  }

  choose(option) {
    if (!option) return
    this.kept.value = option.dataset.value
    this.typed.value = option.dataset.title
    this.hide()
    this.kept.dispatchEvent(new Event("change", { bubbles: true }))
  }

  hide = () => this.show(false)

  show(open) {
    this.list.hidden = !open
    this.typed.setAttribute("aria-expanded", String(open))
  }
}

customElements.define("ui-chooser", Chooser)
