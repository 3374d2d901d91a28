// Loads a script of a package that only few pages need.
export function load(src) {
  return new Promise((done) => {
    const script = Object.assign(document.createElement("script"), { src, onload: done, onerror: done })
    document.head.append(script)
  })
}
