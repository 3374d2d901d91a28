// The app's worker: keeps in this browser what another app shares with Quen, and nothing else.
const PLACE = "quen-shared"
const SHARED = "{{ shared }}"
const QUICK = "{{ quick }}?shared=1"

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))
self.addEventListener("fetch", (event) => {
  const { request } = event
  if (request.method === "POST" && new URL(request.url).pathname === SHARED) event.respondWith(kept(request))
})

async function kept(request) {
  const given = await request.formData()
  await caches.delete(PLACE)
  const place = await caches.open(PLACE)
  const words = Object.fromEntries(["title", "text", "url"].map((name) => [name, given.get(name) ?? ""]))
  await place.put(`${SHARED}words`, new Response(JSON.stringify(words)))
  const files = given.getAll("files").filter((file) => file.size)
  await Promise.all(files.map((file, at) => place.put(`${SHARED}${at}`, held(file))))
  return Response.redirect(QUICK, 303)
}

function held(file) {
  return new Response(file, { headers: { "Content-Type": file.type || "application/octet-stream", "X-Name": encodeURIComponent(file.name) } })
}
