// A list that refreshes itself waits while rows are chosen: a choice must not vanish under one's hands.
const CHOSEN = "#list-body .list__check input:checked"
let held = null

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig } = event.detail
  if (requestConfig?.elt?.id !== "list-body" || !document.querySelector(CHOSEN)) return
  event.detail.shouldSwap = false
  held = requestConfig.triggeringEvent?.type ?? null
})

// What was held back is fetched once nothing is chosen any more.
const released = () => {
  if (!held || document.querySelector(CHOSEN)) return
  document.body.dispatchEvent(new CustomEvent(held))
  held = null
}
document.addEventListener("change", released)
document.addEventListener("keyup", released)
