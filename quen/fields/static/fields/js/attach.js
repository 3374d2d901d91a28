// <ui-attach> in a form: files chosen, photographed, dropped on the form or pasted into it, each shown with
// a way to take it off again. "now" sends them at once. A photo taken here is made smaller before it goes.
import { toast } from "../../kit/js/toast.js";

const MOST = 25 * 1024 * 1024
const LONGEST_SIDE = 2048

class Attach extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form")
    this.input = this.querySelector("input[name=files]")
    this.list = this.querySelector(".attach__list")
    this.bar = this.querySelector("progress")
    this.files = []
    this.input.addEventListener("change", () => this.add([...this.input.files]))
    this.querySelector("[data-camera]").addEventListener("change", this.photographed)
    this.addEventListener("click", this.pressed)
    for (const [name, heard] of Object.entries(this.hears)) this.form.addEventListener(name, heard)
  }

  get hears() {
    return {
      reset: this.empty, paste: this.pasted, dragover: this.over, dragleave: this.out, drop: this.dropped,
      "htmx:xhr:progress": this.sending, "htmx:afterRequest": this.sent,
    }
  }

  add(files) {
    const fit = files.filter((file) => file.size <= MOST)
    if (fit.length < files.length) toast(this.dataset.large, { tone: "bad" })
    this.files.push(...fit)
    this.keep()
    if (fit.length && this.hasAttribute("now")) this.form.requestSubmit()
  }

  keep() {
    const kept = new DataTransfer()
    this.files.forEach((file) => kept.items.add(file))
    this.input.files = kept.files
    this.list.hidden = !this.files.length
    this.list.replaceChildren(...this.files.map((file, at) => this.line(file, at)))
    this.dispatchEvent(new CustomEvent("attached", { bubbles: true, detail: this.files.length }))
  }

  line(file, at) {
    const made = document.createElement("li")
    made.className = "chip chip--set"
    const name = document.createElement("span")
    name.className = "chip__open"
    name.textContent = file.name
    const button = document.createElement("button")
    Object.assign(button, { type: "button", className: "btn--quiet", textContent: "×", ariaLabel: `${this.dataset.remove}: ${file.name}` })
    button.dataset.drops = at
    made.append(name, button)
    return made
  }

  pressed = (event) => {
    const at = event.target.closest("[data-drops]")?.dataset.drops
    if (at === undefined) return
    this.files.splice(Number(at), 1)
    this.keep()
  }

  photographed = async (event) => {
    const taken = [...event.target.files]
    event.target.value = ""
    this.add(await Promise.all(taken.map(smaller)))
  }

  pasted = (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    this.add(files)
  }

  over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.form.classList.add("is-dropping")
  }

  out = () => this.form.classList.remove("is-dropping")

  dropped = (event) => {
    this.out()
    const files = [...(event.dataTransfer?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    this.add(files)
  }

  sending = (event) => {
    if (!this.files.length || !event.detail.lengthComputable) return
    this.bar.hidden = false
    this.bar.value = event.detail.loaded / event.detail.total
  }

  // What was refused at once is asked for anew; what else was typed in the form stays.
  sent = () => {
    this.bar.hidden = true
    if (this.hasAttribute("now")) this.empty()
  }

  empty = () => {
    this.files = []
    this.keep()
  }
}

async function smaller(file) {
  const image = await createImageBitmap(file).catch(() => null)
  if (!image || Math.max(image.width, image.height) <= LONGEST_SIDE) return file
  const scale = LONGEST_SIDE / Math.max(image.width, image.height)
  const canvas = document.createElement("canvas")
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))
  const name = file.name.replace(/\.\w+$/, "") + ".jpg"
  return made && made.size < file.size ? new File([made], name, { type: "image/jpeg" }) : file
}

customElements.define("ui-attach", Attach)
