// A record page that refreshes itself: what is being typed stays, and so does what was scrolled to.
const BUSY = "ui-inline-edit:is([open], [busy]), dialog[open]"
let missed = null

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail
  if (!target?.closest?.("#record") || !target.querySelector(BUSY)) return
  event.detail.shouldSwap = false
  missed = requestConfig.triggeringEvent?.type ?? null
})

// What was held back while a field was open is fetched once nothing is being edited any more.
document.addEventListener("rested", () => {
  if (!missed || document.querySelector(BUSY)) return
  document.body.dispatchEvent(new CustomEvent(missed))
  missed = null
})

// As many entries as are shown now, so that a refresh never takes older ones away.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "timeline") return
  event.detail.parameters.shown = event.detail.elt.querySelectorAll("[id^=event-]").length
})

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt
  if (event.detail.successful && form.matches?.("form[data-clears]")) form.reset()
})

// Whoever calls comes back to a question of one tap: how it went.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#record a[href^='tel:']") || !document.getElementById("tab-call")) return
  document.querySelector("[aria-controls=record-story]")?.click()
  document.getElementById("tab-call").click()
})

// The round buttons of the head open their tab of the composer, on a phone the column it stands in.
document.addEventListener("click", (event) => {
  const kind = event.target.closest?.("[data-composes]")?.dataset.composes
  if (!kind) return
  event.preventDefault()
  document.querySelector("[aria-controls=record-story]")?.click()
  document.getElementById(`tab-${kind}`)?.click()
  document.querySelector(`#panel-${kind} :is(textarea, input:not([type=hidden]))`)?.focus()
})

// Undone from a toast: the page shows what stands again.
document.body.addEventListener("undone", () => location.reload())
