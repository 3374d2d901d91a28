// <ui-kept key="…"> around a form: what is typed stays in this tab until it is saved, so that neither
// a reload nor a network that fails loses it. Signing out forgets everything.
const START = "quen.kept."
const SENT = "quen.sent"

function controlsOf(form) {
  return [...form.elements].filter((it) => it.name && !["file", "password", "submit", "button"].includes(it.type) && it.name !== "csrfmiddlewaretoken")
}

// A form that was sent and led to another page has been taken in.
const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null")
if (sent && sent.path !== location.pathname) sessionStorage.removeItem(sent.name)
sessionStorage.removeItem(SENT)

document.addEventListener("submit", (event) => {
  if (event.target.action?.includes("/logout/")) sessionStorage.clear()
})

class Kept extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.form.addEventListener("input", this.keep)
    this.form.addEventListener("change", this.keep)
    this.form.addEventListener("reset", this.forget)
    this.form.addEventListener("submit", this.sending)
    this.addEventListener("click", (event) => event.target.closest("[data-forget]") && this.forget())
    // After all elements have woken up: rows of several values grow as they are filled.
    setTimeout(() => this.restore())
  }

  get name() {
    return START + this.getAttribute("key") + location.search
  }

  keep = () => {
    const values = controlsOf(this.form).map((it) => (["checkbox", "radio"].includes(it.type) ? [it.name, it.value, it.checked] : [it.name, it.value]))
    sessionStorage.setItem(this.name, JSON.stringify(values))
  }

  forget = () => sessionStorage.removeItem(this.name)

  // htmx sends in place and resets the form when it was taken in; a plain form leads to another page.
  sending = () => {
    if (!this.form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, JSON.stringify({ name: this.name, path: location.pathname }))
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.name) ?? "[]")
    const seen = {}
    for (const [name, value, checked] of kept) {
      const nth = (seen[name] = (seen[name] ?? -1) + 1)
      const control = controlsOf(this.form).filter((it) => it.name === name)[nth]
      if (!control) continue
      if (checked !== undefined) control.checked = checked
      else control.value = value
      if (value && control.type !== "hidden") control.dispatchEvent(new Event("input", { bubbles: true }))
      if (value) control.closest("details")?.setAttribute("open", "")
    }
  }
}

customElements.define("ui-kept", Kept)
