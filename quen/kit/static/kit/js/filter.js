// <ui-filter>: nested <fieldset data-group="all|any|not"> with <div data-condition> rows, written as one
// condition into the hidden input, and fired as "filter-changed" for a live count.
class Filter extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector(":scope > input[type=hidden]")
    this.addEventListener("input", this.changed)
    this.addEventListener("change", this.changed)
    this.addEventListener("click", this.pressed)
    this.addEventListener("htmx:afterSettle", this.changed)
    // Enter may come before the pause after typing is over.
    this.form = this.closest("form")
    this.form?.addEventListener("submit", this.sent)
    this.write()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.form?.removeEventListener("submit", this.sent)
  }

  sent = () => this.write()

  changed = (event) => {
    if (event.target === this.field) return
    const group = event.target.closest?.("select[data-group-kind]")
    if (group) group.closest("[data-group]").dataset.group = group.value
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.write(), 120)
  }

  pressed = (event) => {
    const part = event.target.closest("[data-remove]")?.closest("[data-condition], [data-group]")
    if (!part || part.parentElement === this) return
    const next = part.nextElementSibling ?? part.previousElementSibling
    part.remove()
    next?.querySelector("select, input, button")?.focus()
    this.write()
  }

  write() {
    const root = this.querySelector(":scope > [data-group]")
    if (!root || !this.field) return
    const rule = JSON.stringify(group(root) ?? { all: [] })
    if (rule === this.field.value) return
    this.field.value = rule
    this.dispatchEvent(new CustomEvent("filter-changed", { bubbles: true, detail: rule }))
  }
}

function group(element) {
  const rows = element.querySelector(":scope > .filter__rows") ?? element
  const parts = [...rows.children]
    .map((part) => (part.matches("[data-group]") ? group(part) : part.matches("[data-condition]") ? condition(part) : null))
    .filter(Boolean)
  if (!parts.length) return null
  const kind = element.dataset.group
  if (kind !== "not") return { [kind]: parts }
  return { not: parts.length === 1 ? parts[0] : { any: parts } }
}

// A row of data-part controls: field and op with value (several values make a list), or event, count,
// within_days. A row whose value is not given yet asks nothing.
function condition(row) {
  const told = {}
  if ([...row.querySelectorAll("[data-part=value]")].some((control) => control.value === "")) return null
  row.querySelectorAll("[data-part]").forEach((control) => {
    const { part, type } = control.dataset
    if ((control.type === "checkbox" || control.type === "radio") && !control.checked) return
    const value = control.multiple ? [...control.selectedOptions].map((o) => read(o.value, type)) : read(control.value, type)
    put(told, part, value, control.hasAttribute("data-list"))
  })
  return (told.field && told.op) || told.event ? told : null
}

function put(told, part, value, list) {
  const [name, inner] = part.split(".")
  if (inner) (told[name] ??= {})[inner] = value
  else if (list) (told[name] ??= []).push(value)
  else told[name] = value
}

function read(text, type) {
  if (type === "number" && text !== "" && Number.isFinite(Number(text))) return Number(text)
  return type === "boolean" ? text === "true" : text
}

customElements.define("ui-filter", Filter)
