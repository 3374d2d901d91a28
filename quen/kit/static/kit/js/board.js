// <ui-board url="…" sortable="…">: cards move by dragging or by Shift and the arrows; each move posts
// card, stage and position, and the server answers with the parts that changed (htmx out of band).
import { send } from "./http.js";
import { load } from "./load.js";
import { refusal, toast } from "./toast.js";

class Board extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.keyed)
    this.addEventListener("click", this.pressed)
    this.drags = []
    this.ready()
  }

  disconnectedCallback() {
    this.release()
  }

  // Once each: what is destroyed twice fails.
  release() {
    this.drags.splice(0).forEach((drag) => drag.destroy())
  }

  get columns() {
    return [...this.querySelectorAll(".board__cards[data-stage]")]
  }

  async ready() {
    if (!window.Sortable) await load(this.getAttribute("sortable"))
    if (!this.isConnected) return
    this.release()
    const zones = [...this.querySelectorAll(".board__zone[data-stage]")]
    this.drags = [...this.columns, ...zones].map((list) => this.draggable(list, zones.includes(list)))
  }

  draggable(list, zone) {
    return window.Sortable.create(list, {
      group: { name: "cards", pull: !zone },
      sort: !zone,
      draggable: "[data-card]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      ghostClass: "deal-card--ghost",
      delay: 180,
      delayOnTouchOnly: true,
      onStart: (event) => this.dragged(event, true),
      onEnd: (event) => this.dropped(event),
    })
  }

  dragged(event, on) {
    const zones = this.querySelector(".board__zones")
    if (zones) zones.hidden = !on
    event.from.closest(".board__column")?.classList.toggle("board__column--from", on)
    this.back = { list: event.from, next: event.item.nextElementSibling }
  }

  dropped(event) {
    const { back } = this
    this.dragged(event, false)
    if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return
    this.move(event.item, event.to.dataset.stage, event.newDraggableIndex, back, event.to.dataset.owner)
  }

  async move(card, stage, position, back, owner = "") {
    const told = { card: card.dataset.card, stage, position, owner }
    const answer = await send(this.getAttribute("url"), told).catch(() => null)
    if (!answer?.ok) {
      back.list.insertBefore(card, back.next)
      return answer?.status === 409 ? this.show(await answer.text()) : toast(await refusal(answer), { tone: "bad" })
    }
    this.show(await answer.text())
    // What the filter keeps out, or what belongs further down than one sees, is named by no part.
    if (answer.headers.get("X-Board") === "parts" && card.isConnected) card.remove()
    // In lanes a move may touch two boards: the page fetches them all anew.
    if (answer.headers.get("X-Board") === "whole") window.htmx?.trigger(document.body, "deals")
    document.body.dispatchEvent(new CustomEvent("board-moved", { detail: card.dataset.card }))
    this.querySelector(`[data-card="${CSS.escape(card.dataset.card)}"] a`)?.focus()
  }

  // Cards that say where they belong go there, parts with an id take the place of their namesakes; dialogs and
  // toasts are added.
  show(html) {
    const page = new DOMParser().parseFromString(html, "text/html")
    for (const part of [...page.body.children]) {
      const old = part.id && document.getElementById(part.id)
      if (part.dataset.into) this.place(part, old)
      else if (old) old.replaceWith(part)
      else (part.matches("ui-toast") ? document.getElementById("toasts") : document.body).append(part)
      window.htmx?.process(part)
    }
    this.release()
    this.ready()
  }

  place(card, old) {
    old?.remove()
    const list = this.columns.find((one) => one.dataset.stage === card.dataset.into)
    list?.insertBefore(card, list.querySelector(`[data-card="${CSS.escape(card.dataset.before)}"]`))
  }

  pressed = (event) => {
    const to = event.target.closest("[data-move]")
    if (to) this.shift(to.closest("[data-card]"), to.dataset.move)
  }

  keyed = (event) => {
    const card = event.target.closest("[data-card]")
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!card || !step || event.target.closest("ui-menu")) return
    event.preventDefault()
    const column = this.columns.indexOf(card.parentElement)
    const row = [...card.parentElement.children].indexOf(card)
    if (event.shiftKey && step[0]) this.shift(card, this.columns[column + step[0]]?.dataset.stage)
    else if (event.shiftKey) this.reorder(card, step[1])
    else this.focusOn(this.columns[column + step[0]], row + step[1])
  }

  focusOn(list, row) {
    const cards = [...(list?.querySelectorAll("[data-card]") ?? [])]
    cards[Math.min(Math.max(row, 0), cards.length - 1)]?.querySelector("a")?.focus()
  }

  shift(card, stage) {
    if (!stage || stage === card.parentElement.dataset.stage) return
    const back = { list: card.parentElement, next: card.nextElementSibling }
    const list = this.columns.find((one) => one.dataset.stage === stage)
    list?.prepend(card)
    this.move(card, stage, 0, back)
  }

  reorder(card, step) {
    const list = card.parentElement
    const position = [...list.children].indexOf(card) + step
    if (position < 0 || position >= list.children.length) return
    const back = { list, next: card.nextElementSibling }
    list.insertBefore(card, step < 0 ? list.children[position] : (list.children[position].nextElementSibling))
    this.move(card, list.dataset.stage, position, back)
  }
}

customElements.define("ui-board", Board)
