// The queue of duplicates by keyboard: J and K go from pair to pair, the pair's buttons name their keys.
class PairKeys extends HTMLElement {
  connectedCallback() {
    this.heard = (event) => this.press(event)
    document.addEventListener("keydown", this.heard)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.heard)
  }

  press(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]")
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return
    const key = event.key.toLowerCase()
    if (key === "j" || key === "k") this.go(key === "j" ? 1 : -1)
    else if (!this.act(key)) return
    event.preventDefault()
  }

  get here() {
    return document.activeElement?.closest("ui-pair-keys .pair")
  }

  go(step) {
    const pairs = [...this.querySelectorAll(".pair")]
    const at = pairs.indexOf(this.here)
    const next = pairs[at < 0 ? 0 : Math.min(Math.max(at + step, 0), pairs.length - 1)]
    next?.focus()
    next?.scrollIntoView({ block: "nearest" })
  }

  act(key) {
    const pair = this.here
    const button = ["m", "n", "l"].includes(key) && pair?.querySelector(`[data-key="${key}"]`)
    if (!button) return false
    if (key !== "m") this.go(pair.nextElementSibling ? 1 : -1)
    button.click()
    return true
  }
}

customElements.define("ui-pair-keys", PairKeys)
