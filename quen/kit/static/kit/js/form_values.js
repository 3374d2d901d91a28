// What the controls inside an element would send, and which come first and last.
const CONTROLS = "input:not([type=hidden]), select, textarea"

export function controls(root) {
  return [...root.querySelectorAll(CONTROLS)]
}

export function valuesOf(root) {
  const values = new URLSearchParams()
  root.querySelectorAll("input, select, textarea").forEach((control) => {
    if (!control.name) return
    if (["checkbox", "radio"].includes(control.type) && !control.checked) return
    if (control.multiple) [...control.selectedOptions].forEach((o) => values.append(control.name, o.value))
    else values.append(control.name, control.value)
  })
  return values
}

// The posted form of an edit: what is new, which field, and each old value, to find a clash.
export function changeOf(root, field, old) {
  const fields = withFiles(root, valuesOf(root))
  fields.append("field", field)
  const before = [...new URLSearchParams(old).values()]
  ;(before.length ? before : [""]).forEach((value) => fields.append("old", value))
  return fields
}

// A file goes as a form of several parts, everything else as a plain one.
function withFiles(root, values) {
  const files = [...root.querySelectorAll("input[type=file]")].filter((input) => input.files.length)
  if (!files.length) return values
  const parts = new FormData()
  values.forEach((value, name) => parts.append(name, value))
  files.forEach((input) => parts.set(input.name, input.files[0]))
  return parts
}
