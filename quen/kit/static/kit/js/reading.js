// <ui-reading url="…" visit="…">: tells how long a public page has been looked at, while it is in sight;
// with `once` only that somebody looks.
import { send } from "./http.js";

const EVERY = 10

class Reading extends HTMLElement {
  connectedCallback() {
    this.seconds = 0
    this.timer = setInterval(() => this.tick(), 1000)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  tick() {
    if (document.hidden) return
    this.seconds += 1
    if (this.seconds === 2 || this.seconds % EVERY === 0) this.tell()
    if (this.seconds === 2 && this.hasAttribute("once")) this.disconnectedCallback()
  }

  tell() {
    send(this.getAttribute("url"), { visit: this.getAttribute("visit"), seconds: this.seconds }).catch(() => {})
  }
}

customElements.define("ui-reading", Reading)
