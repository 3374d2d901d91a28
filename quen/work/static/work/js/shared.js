// <ui-shared data-url="…"> around the quick note: what another app shared waits in this browser (sw.js),
// also through signing in, and is filled in here. Saving it, or signing out, forgets it.
const PLACE = "quen-shared"
const forget = () => window.caches?.delete(PLACE)

document.addEventListener("submit", (event) => {
  if (event.target.action?.includes("/logout/")) forget()
})

class Shared extends HTMLElement {
  async connectedCallback() {
    this.form = this.closest("form")
    // The answer leads to another page, so this is the last that is heard of it.
    this.form.addEventListener("htmx:beforeOnLoad", (event) => {
      if (event.detail.elt === this.form && event.detail.xhr.status === 200) this.done()
    })
    // The form's own memory fills in first.
    setTimeout(() => this.fill(), 50)
  }

  done() {
    forget()
    this.form.reset()
  }

  async fill() {
    if (!(await window.caches?.has(PLACE))) return
    const kept = await caches.open(PLACE)
    const words = await (await kept.match(`${this.dataset.url}words`))?.json()
    const files = []
    for (const request of await kept.keys()) {
      const name = (await kept.match(request)).headers.get("X-Name")
      if (!name) continue
      const content = await (await kept.match(request)).blob()
      files.push(new File([content], decodeURIComponent(name), { type: content.type }))
    }
    const text = this.querySelector("textarea")
    this.querySelector("[name=title]").value = words?.title ?? ""
    if (words && !text.value) text.value = [words.title, words.text, words.url].filter(Boolean).join("\n")
    if (files.length) this.querySelector("ui-attach").add(files)
    text.dispatchEvent(new CustomEvent("shared"))
  }
}

customElements.define("ui-shared", Shared)
