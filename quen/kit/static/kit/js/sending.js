// What is being sent is not sent again: on a slow line people press twice, and nothing may happen twice.
// The mark goes when htmx has its answer, when the page comes back, or after a while (a file was fetched).
const PATIENCE = 10_000

function mark(form) {
  form.toggleAttribute("data-sending", true)
  setTimeout(() => clear(form), PATIENCE)
}

function clear(form) {
  form.removeAttribute("data-sending")
}

function posts(form) {
  return form.method === "post" || form.hasAttribute("hx-post")
}

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-sending")) return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

// Last of all listeners: what another one stopped, or htmx took over, is not leaving the page.
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && posts(event.target)) mark(event.target)
})

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches("form") && posts(event.detail.elt)) mark(event.detail.elt)
})

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches("form")) clear(event.detail.elt)
})

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(clear))
