// <ui-settle url="…"> on the page of a record made just now: others hear of it once its facts are left,
// or the page is, so that they see it whole. The server does it by itself after a minute.
import { token } from "../../kit/js/http.js";

class Settle extends HTMLElement {
  connectedCallback() {
    document.addEventListener("focusout", this.left)
    window.addEventListener("pagehide", this.settle)
  }

  disconnectedCallback() {
    document.removeEventListener("focusout", this.left)
    window.removeEventListener("pagehide", this.settle)
  }

  left = (event) => {
    const side = event.target.closest?.("#record-side")
    if (!side) return
    const inside = event.relatedTarget && side.contains(event.relatedTarget)
    // An editor that closes gives the focus back a moment later.
    if (!inside) setTimeout(() => document.activeElement?.closest("#record-side") || this.settle(), 200)
  }

  settle = () => {
    if (this.done) return
    this.done = true
    fetch(this.getAttribute("url"), { method: "POST", keepalive: true, headers: { "X-CSRFToken": token() } }).catch(() => null)
  }
}

customElements.define("ui-settle", Settle)
