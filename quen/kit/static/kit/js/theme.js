// <ui-theme>: buttons with data-theme change the page at once; the form around them keeps the choice.
class Theme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed)
    this.mark(document.documentElement.dataset.bsTheme)
  }

  pressed = (event) => {
    const chosen = event.target.closest("[data-theme-name]")?.dataset.themeName
    if (!chosen) return
    document.documentElement.dataset.bsTheme = chosen
    this.mark(chosen)
  }

  mark(chosen) {
    this.querySelectorAll("[data-theme-name]").forEach((button) => {
      button.setAttribute("aria-checked", String(button.dataset.themeName === chosen))
    })
  }
}

customElements.define("ui-theme", Theme)
