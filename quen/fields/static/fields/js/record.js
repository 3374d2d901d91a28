// A record page that refreshes itself: what is being typed stays, and so does what was scrolled to.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail
  if (target?.querySelector?.("ui-inline-edit[open], dialog[open], [data-typing]:focus")) event.detail.shouldSwap = false
})

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "timeline") return
  event.detail.parameters.shown = event.detail.elt.querySelectorAll("[id^=event-]").length
})
