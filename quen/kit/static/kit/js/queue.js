// <ui-queue of="selector"> around what is worked off line by line: when the last one that was shown has
// gone, the page comes anew with the next, or with the word that there are none.
class Queue extends HTMLElement {
  connectedCallback() {
    const one = this.getAttribute("of")
    if (!this.querySelector(one)) return
    this.watch = new MutationObserver(() => this.querySelector(one) ?? location.reload())
    this.watch.observe(this, { childList: true, subtree: true })
  }

  disconnectedCallback() {
    this.watch?.disconnect()
  }
}

customElements.define("ui-queue", Queue)
