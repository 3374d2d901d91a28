// The few sentences that behaviours say, translated by the server in <meta name="words">.
const words = document.querySelector("meta[name=words]")?.dataset ?? {}

export function word(key) {
  return words[key] ?? ""
}
