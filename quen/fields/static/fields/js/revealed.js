// <ui-revealed>: a masked value that was shown whole; the focus goes to its link, a button copies it.
import { toast } from "../../kit/js/toast.js";
import { word } from "../../kit/js/words.js";

class Revealed extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed)
    // The button that was pressed goes with the swap, and the focus with it.
    setTimeout(() => document.activeElement === document.body && this.querySelector("a")?.focus())
  }

  pressed = async (event) => {
    const button = event.target.closest("[data-copy]")
    if (!button) return
    event.stopPropagation()
    await navigator.clipboard?.writeText(button.dataset.copy)
    toast(word("copied"))
  }
}

customElements.define("ui-revealed", Revealed)
