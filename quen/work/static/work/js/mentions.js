// <ui-mentions url="…"> around a textarea: after an @ it offers colleagues and teams; arrows move, Enter
// or Tab takes one, Esc leaves the text as it is.
const TYPED = /(?:^|\s)@([^@\n]{0,40})$/

class Mentions extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea")
    this.list = document.createElement("div")
    this.list.className = "mentions"
    this.list.hidden = true
    this.list.setAttribute("role", "listbox")
    this.append(this.list)
    this.area.addEventListener("input", this.typed)
    this.area.addEventListener("keydown", this.keyed)
    this.area.addEventListener("blur", () => setTimeout(this.close, 150))
    this.list.addEventListener("pointerdown", this.pressed)
  }

  get before() {
    return this.area.value.slice(0, this.area.selectionStart)
  }

  get options() {
    return [...this.list.children]
  }

  typed = async () => {
    const found = TYPED.exec(this.before)
    if (!found) return this.close()
    const asked = (this.asked = found[1])
    const answer = await fetch(`${this.getAttribute("url")}?${new URLSearchParams({ q: asked })}`).catch(() => null)
    if (!answer?.ok || this.asked !== asked) return
    const { names } = await answer.json()
    this.list.replaceChildren(...names.map(option))
    this.at = 0
    this.list.hidden = !names.length
    this.mark()
  }

  keyed = (event) => {
    if (this.list.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) this.at = (this.at + step + this.options.length) % this.options.length
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.options[this.at])
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
    this.mark()
  }

  pressed = (event) => {
    const chosen = event.target.closest("[role=option]")
    if (!chosen) return
    event.preventDefault()
    this.take(chosen)
  }

  take(chosen) {
    if (!chosen) return
    const start = this.before.lastIndexOf("@")
    this.area.setRangeText(`@${chosen.dataset.name} `, start, this.area.selectionStart, "end")
    this.area.dispatchEvent(new Event("change", { bubbles: true }))
    this.close()
  }

  mark() {
    this.options.forEach((one, at) => one.setAttribute("aria-selected", String(at === this.at)))
  }

  close = () => {
    this.asked = null
    this.list.hidden = true
  }
}

function option({ name, hint }) {
  const made = document.createElement("div")
  made.setAttribute("role", "option")
  made.dataset.name = name
  const small = document.createElement("span")
  small.className = "small muted"
  small.textContent = hint
  made.append(name, " ", small)
  return made
}

customElements.define("ui-mentions", Mentions)
