// <ui-toast seconds="10" tone="bad">: says something for a while; waits while it is pointed at or focused.
import { send } from "./http.js";
import { word } from "./words.js";

class Toast extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", this.getAttribute("tone") === "bad" ? "alert" : "status")
    this.addEventListener("pointerenter", this.wait)
    this.addEventListener("focusin", this.wait)
    this.addEventListener("pointerleave", this.run)
    this.addEventListener("focusout", this.run)
    this.addEventListener("click", this.pressed)
    this.run()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
  }

  wait = () => clearTimeout(this.timer)

  run = () => {
    clearTimeout(this.timer)
    const seconds = Number(this.getAttribute("seconds")) || 10
    this.timer = setTimeout(() => this.remove(), 1000 * seconds)
  }

  pressed = async (event) => {
    const button = event.target.closest("button")
    if (!button) return
    if (button.dataset.undo) await this.undo(button)
    this.remove()
  }

  async undo(button) {
    button.disabled = true
    const answer = await send(button.dataset.undo, {}).catch(() => null)
    if (answer?.ok) document.body.dispatchEvent(new CustomEvent("undone", { detail: button.dataset.undo }))
    else toast(await refusal(answer), { tone: "bad" })
  }
}

customElements.define("ui-toast", Toast)

export function toast(text, { tone = "", undo = "" } = {}) {
  const made = document.createElement("ui-toast")
  if (tone) made.setAttribute("tone", tone)
  made.append(part("span", "toast__text", text))
  if (undo) {
    const button = part("button", "toast__undo", word("undo"))
    button.dataset.undo = undo
    made.append(button)
  }
  const close = part("button", "toast__close", "×")
  close.setAttribute("aria-label", word("close"))
  made.append(close)
  document.getElementById("toasts")?.append(made)
  return made
}

// The server did as asked and has a word of warning: HX-Trigger {"warn": {"text": "…"}}.
document.addEventListener("warn", (event) => toast(event.detail.text, { tone: "warn" }))

// Done, and how to undo it: HX-Trigger {"done": {"text": "…", "undo": "/…/"}}.
document.addEventListener("done", (event) => toast(event.detail.text, event.detail))

// The words of a refusal: the server answers with a toast of its own.
export async function refusal(answer) {
  if (!answer) return word("offline")
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return page.querySelector(".toast__text")?.textContent.trim() || word("failed")
}

function part(name, css, text) {
  const made = document.createElement(name)
  made.className = css
  made.textContent = text
  return made
}
