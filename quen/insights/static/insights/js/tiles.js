// <ui-tiles sortable="…">: tiles of a dashboard move by dragging their grip, or by the arrow keys on it; each
// move posts the form of its tile, and the board comes back as it stands then.
import { send } from "../../kit/js/http.js";
import { load } from "../../kit/js/load.js";
import { refusal, toast } from "../../kit/js/toast.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

class Tiles extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.keyed)
    this.ready()
  }

  disconnectedCallback() {
    this.drag?.destroy()
    this.drag = null
  }

  get tiles() {
    return [...this.querySelectorAll("[data-place]")]
  }

  async ready() {
    if (!window.Sortable) await load(this.getAttribute("sortable"))
    if (!this.isConnected) return
    this.querySelectorAll("[data-grip]").forEach((grip) => (grip.hidden = false))
    this.drag = window.Sortable?.create(this.firstElementChild, {
      draggable: "[data-place]",
      handle: "[data-grip]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      ghostClass: "dash__tile--ghost",
      onEnd: ({ item, oldDraggableIndex, newDraggableIndex }) => this.move(item, oldDraggableIndex, newDraggableIndex),
    })
  }

  keyed = (event) => {
    const step = event.target.closest("[data-grip]") && STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const tile = event.target.closest("[data-place]")
    const [from, to] = [this.tiles.indexOf(tile), this.tiles.indexOf(tile) + step]
    if (this.busy || !this.tiles[to]) return
    tile.parentElement.insertBefore(tile, step < 0 ? this.tiles[to] : this.tiles[to].nextSibling)
    this.move(tile, from, to)
  }

  // The places of tiles that one may not see count too, so a tile goes to the place of whom it pushes aside.
  async move(tile, from, to) {
    if (from === to) return
    const aside = this.tiles[to + (from < to ? -1 : 1)]
    const form = tile.querySelector("form")
    const told = new FormData(form)
    told.set("verb", "to")
    told.set("to", aside.dataset.place)
    this.busy = true
    this.drag?.option("disabled", true)
    const answer = await send(form.action, told).catch(() => null)
    if (answer?.ok) await this.show(await answer.text(), to)
    else await this.refused(answer, tile, from)
    this.drag?.option("disabled", false)
    this.busy = false
  }

  // What was changed elsewhere is shown; without a server the tile goes back.
  async refused(answer, tile, from) {
    toast(await refusal(answer), { tone: "bad" })
    const now = await fetch(location.href).catch(() => null)
    if (now?.ok) return this.show(await now.text())
    const others = this.tiles.filter((one) => one !== tile)
    tile.parentElement.insertBefore(tile, others[from] ?? null)
  }

  async show(html, at = -1) {
    const board = new DOMParser().parseFromString(html, "text/html").getElementById("board")
    if (!board) return
    this.disconnectedCallback()
    this.firstElementChild.replaceWith(board)
    await this.ready()
    this.tiles[at]?.querySelector("[data-grip]")?.focus()
  }
}

customElements.define("ui-tiles", Tiles)
