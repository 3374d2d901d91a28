// <ui-inline-edit url="…" name="…">: click or Enter fetches the editor, Tab or Enter saves and goes on,
// Esc restores. Posts the field, its old and its new value; a 409 brings a dialog with both versions.
import { bar, buttons, problem } from "./edit_marks.js";
import { changeOf, controls, valuesOf } from "./form_values.js";
import { ask, send } from "./http.js";
import { refusal } from "./toast.js";

const NARROW = matchMedia("(width < 640px)")

class InlineEdit extends HTMLElement {
  connectedCallback() {
    this.label ??= this.getAttribute("aria-label")
    this.rest()
    this.addEventListener("click", this.clicked)
    this.addEventListener("keydown", this.keyed)
    this.addEventListener("focusout", this.left)
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
  }

  get url() {
    return this.getAttribute("url")
  }

  get editing() {
    return this.hasAttribute("open")
  }

  // Asking or saving: as an attribute, so that a page that refreshes itself leaves this element alone.
  get busy() {
    return this.hasAttribute("busy")
  }

  set busy(on) {
    this.toggleAttribute("busy", on)
  }

  rest() {
    this.tabIndex = 0
    // A button may hold no link, and its name must hold what it shows.
    this.setAttribute("role", this.querySelector("a, button") ? "group" : "button")
    this.setAttribute("aria-label", `${this.label}: ${this.textContent.trim()}`)
  }

  clicked = (event) => {
    if (event.target.closest("a, .masked__show, .revealed")) return
    const act = event.target.closest("[data-act]")?.dataset.act
    if (act === "save") this.save(0)
    else if (act === "retry") this.editing ? this.save(0) : this.edit()
    else if (act === "cancel") this.restore()
    else if (!this.editing) this.edit()
  }

  async edit() {
    if (this.busy || this.editing) return
    this.busy = true
    const answer = await ask(this.url).catch(() => null)
    const text = answer?.ok ? await answer.text() : await refusal(answer)
    this.busy = false
    if (!answer?.ok) return problem(this, text)
    this.querySelectorAll(".edit__bar, .edit__problem").forEach((told) => told.remove())
    this.shown = this.innerHTML
    this.setAttribute("open", "")
    this.removeAttribute("role")
    this.removeAttribute("tabindex")
    this.innerHTML = text
    this.append(buttons())
    window.htmx?.process(this)
    this.old = valuesOf(this).toString()
    const all = controls(this)
    const first = all.find((control) => control.type !== "checkbox") ?? all[0]
    first?.focus()
    first?.select?.()
  }

  keyed = (event) => {
    const button = ["A", "BUTTON"].includes(event.target.tagName)
    if (!this.editing) {
      if ((event.key === "Enter" || event.key === " ") && !button) (event.preventDefault(), this.edit())
      return
    }
    event.stopPropagation()
    if (event.key === "Escape") return this.restore()
    const long = event.target.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey
    if (event.key === "Enter" && !button && !long && !event.isComposing) (event.preventDefault(), this.save(0))
    if (event.key !== "Tab" || NARROW.matches) return
    if (event.target === controls(this).at(event.shiftKey ? 0 : -1)) (event.preventDefault(), this.save(event.shiftKey ? -1 : 1))
  }

  // Tapping outside must never lose a value: on a phone only the buttons end the edit.
  left = (event) => {
    if (!this.editing || NARROW.matches || this.busy || this.contains(event.relatedTarget)) return
    this.timer = setTimeout(() => this.editing && !this.contains(document.activeElement) && this.save(), 60)
  }

  // `step`: 0 keeps the focus here, 1 and -1 edit the neighbour, nothing leaves it where it went.
  async save(step) {
    if (this.busy) return
    if (valuesOf(this).toString() === this.old) return (this.restore(), this.go(step))
    this.busy = true
    bar(this, "saving")
    const answer = await send(this.url, changeOf(this, this.getAttribute("name"), this.old)).catch(() => null)
    const kept = answer?.ok || answer?.status === 409
    const text = kept ? await answer.text() : await refusal(answer)
    this.busy = false
    if (answer?.ok) return this.saved(text, step)
    if (kept) return this.conflict(text)
    problem(this, text)
  }

  saved(html, step) {
    this.shown = html
    this.restore()
    bar(this, "saved")
    this.timer = setTimeout(() => this.querySelector(".edit__bar")?.remove(), 1400)
    this.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: this.getAttribute("name") }))
    this.go(step)
  }

  conflict(html) {
    this.restore()
    const place = document.createElement("div")
    place.innerHTML = html
    document.body.append(place)
    window.htmx?.process(place)
  }

  restore() {
    clearTimeout(this.timer)
    const inside = this.contains(document.activeElement)
    this.removeAttribute("open")
    this.innerHTML = this.shown
    this.rest()
    if (inside) this.focus()
    queueMicrotask(() => document.dispatchEvent(new CustomEvent("rested")))
  }

  go(step) {
    if (!step) return
    const all = [...document.querySelectorAll("ui-inline-edit")]
    all[all.indexOf(this) + step]?.edit()
  }
}

customElements.define("ui-inline-edit", InlineEdit)
