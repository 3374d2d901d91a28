// <ui-secret>: a value shown once, with a button that copies it.
import { word } from "./words.js";

class Secret extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed)
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
  }

  pressed = async (event) => {
    const button = event.target.closest("[data-copy]")
    if (!button) return
    const field = this.querySelector("input, textarea")
    field.select()
    await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy"))
    this.said ??= button.textContent
    button.textContent = word("copied")
    this.timer = setTimeout(() => (button.textContent = this.said), 2000)
  }
}

customElements.define("ui-secret", Secret)
