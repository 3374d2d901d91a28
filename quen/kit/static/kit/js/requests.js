// What every htmx request needs: the CSRF token, and a word when the server cannot be reached or fails.
import { token } from "./http.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token()
})

document.addEventListener("htmx:sendError", () => toast(word("offline"), { tone: "bad" }))

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload()
  else toast(word("failed"), { tone: "bad" })
})
