// <ui-voice> inside <ui-attach>: records with the device's microphone and adds the sound as a file.
import { toast } from "../../kit/js/toast.js";

const KINDS = [["audio/webm;codecs=opus", "weba"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]]
const LONGEST = 10 * 60

class Voice extends HTMLElement {
  connectedCallback() {
    this.start = this.querySelector("[data-record]")
    this.end = this.querySelector("[data-stop]")
    this.kind = KINDS.find(([media]) => window.MediaRecorder?.isTypeSupported(media))
    this.hidden = !this.kind || !navigator.mediaDevices
    this.start.addEventListener("click", this.record)
    this.end.addEventListener("click", this.stop)
  }

  disconnectedCallback() {
    this.stop()
  }

  record = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error) => this.refused(error))
    if (!stream) return
    const pieces = []
    this.recorder = new MediaRecorder(stream, { mimeType: this.kind[0], audioBitsPerSecond: 32000 })
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data))
    this.recorder.addEventListener("stop", () => this.recorded(stream, pieces))
    this.recorder.start(1000)
    this.began = Date.now()
    this.tick()
    this.timer = setInterval(this.tick, 1000)
    this.show(true)
  }

  tick = () => {
    const seconds = Math.round((Date.now() - this.began) / 1000)
    this.querySelector("[data-time]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    if (seconds >= LONGEST) this.stop()
  }

  stop = () => {
    clearInterval(this.timer)
    if (this.recorder?.state === "recording") this.recorder.stop()
  }

  recorded(stream, pieces) {
    stream.getTracks().forEach((track) => track.stop())
    this.show(false)
    const now = new Date()
    const stamp = [now.getHours(), now.getMinutes()].map((n) => String(n).padStart(2, "0")).join(".")
    const made = new File(pieces, `${this.dataset.name} ${stamp}.${this.kind[1]}`, { type: this.kind[0].split(";")[0] })
    if (this.isConnected && made.size) this.closest("ui-attach").add([made])
  }

  show(recording) {
    this.start.hidden = recording
    this.end.hidden = !recording
    this.start.setAttribute("aria-pressed", String(recording))
    ;(recording ? this.end : this.start).focus()
  }

  refused(error) {
    const none = ["NotFoundError", "OverconstrainedError"].includes(error.name)
    toast(none ? this.dataset.none : this.dataset.refused, { tone: "bad" })
  }
}

customElements.define("ui-voice", Voice)
