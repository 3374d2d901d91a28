// A part that refreshes itself waits while one of its menus is open: nothing vanishes under a thumb.
const OPEN = "ui-menu [role=menu]:not([hidden])"
const missed = new Set()

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail
  const cause = requestConfig?.triggeringEvent
  if (requestConfig?.verb !== "get" || !(cause instanceof CustomEvent) || !target?.querySelector?.(OPEN)) return
  event.detail.shouldSwap = false
  missed.add(cause.type)
})

document.addEventListener("rested", () => {
  if (document.querySelector(OPEN)) return
  missed.forEach((type) => document.body.dispatchEvent(new CustomEvent(type)))
  missed.clear()
})
