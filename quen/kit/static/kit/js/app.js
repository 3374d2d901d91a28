// Quen as an app: the worker receives what other apps share. Browsers without one go on as before.
navigator.serviceWorker?.register("/sw.js").catch(() => null)
