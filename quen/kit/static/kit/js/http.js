// Requests to our own pages: the CSRF token goes along, fragments are asked for as htmx asks.
export function token() {
  return document.querySelector("meta[name=csrf]")?.content ?? ""
}

export function ask(url, signal) {
  return fetch(url, { headers: { "HX-Request": "true" }, signal })
}

export function send(url, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields)
  return fetch(url, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": token() },
  })
}
