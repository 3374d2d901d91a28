// <ui-counts url="…">: asks for the counts of the side bar once the page stands, then now and again.
// A new notice ("notices", told by the live stream) asks at once. The answer is JSON, {"contacts": "99+"}; an element with data-count-of="contacts" shows it.
class Counts extends HTMLElement {
  connectedCallback() {
    this.idle = setTimeout(this.load, 50)
    this.timer = setInterval(() => document.hidden || this.load(), 60000)
    document.body.addEventListener("notices", this.load)
  }

  disconnectedCallback() {
    clearTimeout(this.idle)
    clearInterval(this.timer)
    document.body.removeEventListener("notices", this.load)
  }

  load = async () => {
    const answer = await fetch(this.getAttribute("url"), { headers: { Accept: "application/json" } }).catch(() => null)
    if (!answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return
    const counts = await answer.json()
    document.querySelectorAll("[data-count-of]").forEach((place) => {
      place.textContent = counts[place.dataset.countOf] ?? ""
    })
  }
}

customElements.define("ui-counts", Counts)
