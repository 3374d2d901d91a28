// <ui-live url="…" on="contact-42,deals">: hears the names of what changed and fires an event of that
// name on the body, so hx-trigger="deal-42 from:body" refetches. Where streams fail it asks every 5 s.
class Live extends HTMLElement {
  resting = new Map()

  connectedCallback() {
    this.failures = 0
    document.addEventListener("visibilitychange", this.seen)
    this.listen()
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.seen)
    this.stop()
  }

  address(extra = {}) {
    const query = new URLSearchParams({ on: this.getAttribute("on"), ...extra })
    return `${this.getAttribute("url")}?${query}`
  }

  listen() {
    this.stop()
    if (!this.getAttribute("on")) return
    if (!window.EventSource || this.failures > 3) return this.poll()
    // After a cut the browser sends Last-Event-ID by itself; a stream of our own making passes it on.
    this.stream = new EventSource(this.address(this.last ? { after: this.last } : {}))
    this.stream.onopen = () => (this.failures = 0)
    this.stream.onmessage = (event) => this.heard(event.data, event.lastEventId)
    this.stream.onerror = () => this.broken()
  }

  broken() {
    this.failures += 1
    if (this.stream.readyState !== EventSource.CLOSED && this.failures <= 3) return
    this.stop()
    this.timer = setTimeout(() => this.listen(), Math.min(1000 * 2 ** this.failures, 30000))
  }

  async poll() {
    try {
      const answer = await fetch(this.address({ after: this.last ?? "" }), { headers: { Accept: "application/json" } })
      if (answer.status === 401 || answer.redirected) return
      if (answer.ok) {
        const { names, last } = await answer.json()
        names.forEach((name) => this.heard(name, last))
        this.last = last ?? this.last
      }
    } catch {
      // The network is away: the next round asks for everything since `last`.
    }
    this.timer = setTimeout(() => this.poll(), 5000)
  }

  heard(names, last) {
    if (last) this.last = last
    for (const name of String(names).split(/[\s,]+/).filter(Boolean)) {
      if (/-\d+$/.test(name)) tell(name)
      else this.calmly(name)
    }
  }

  // Lists change all day long where many work: the first change is told at once, what follows within some
  // seconds together, and not to everybody in the same moment.
  calmly(name) {
    if (this.resting.has(name)) return this.resting.set(name, true)
    tell(name)
    this.resting.set(name, false)
    setTimeout(() => {
      const more = this.resting.get(name)
      this.resting.delete(name)
      if (more && this.isConnected) this.calmly(name)
    }, 3000 + 2000 * Math.random())
  }

  // A page in the background holds no stream; it catches up when looked at again.
  seen = () => {
    if (document.hidden) this.idle = setTimeout(() => this.stop(), 60000)
    else {
      clearTimeout(this.idle)
      if (!this.stream) this.listen()
    }
  }

  stop() {
    clearTimeout(this.timer)
    this.stream?.close()
    this.stream = null
  }
}

function tell(name) {
  document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }))
}

customElements.define("ui-live", Live)
