// What an inline edit shows of its state: a thin bar, a sentence with "try again", the phone's buttons.
import { word } from "./words.js";

export function bar(editor, state) {
  const bar = editor.querySelector(".edit__bar") ?? made("span", "edit__bar")
  bar.dataset.state = state
  bar.setAttribute("role", "status")
  bar.setAttribute("aria-label", word(state))
  editor.append(bar)
}

export function problem(editor, text) {
  bar(editor, "failed")
  editor.querySelector(".edit__problem")?.remove()
  const told = made("div", "edit__problem")
  told.setAttribute("role", "alert")
  told.append(text, button("retry", "btn--link"))
  editor.append(told)
}

export function buttons() {
  const row = made("div", "edit__save")
  row.append(button("cancel", "btn"), button("save", "btn btn-primary"))
  return row
}

function button(act, className) {
  const button = made("button", className)
  button.type = "button"
  button.textContent = word(act)
  button.dataset.act = act
  return button
}

function made(name, className) {
  return Object.assign(document.createElement(name), { className })
}
