// <ui-progress url="…">: asks for its own fragment every second until the answer carries "done".
import { ask } from "./http.js";

class Progress extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status")
    if (!this.hasAttribute("done")) this.timer = setTimeout(this.load, 1000)
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
  }

  load = async () => {
    const answer = await ask(this.getAttribute("url")).catch(() => null)
    if (!this.isConnected) return
    if (!answer?.ok) return void (this.timer = setTimeout(this.load, 4000))
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const next = page.querySelector("ui-progress")
    if (!next) return
    this.replaceWith(next)
    window.htmx?.process(next)
    if (next.hasAttribute("done")) document.body.dispatchEvent(new CustomEvent("job-done", { detail: next.id }))
  }
}

customElements.define("ui-progress", Progress)
