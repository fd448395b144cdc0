// Keys of talk mode. Streamlit's own shortcuts know one key a button, and take the space bar from a focused button and
// the arrows from a slider; here what has the focus comes first. It also tells whether the screen is too narrow for
// large words in a picture.

const WITH_KEYS_OF_THEIR_OWN = "input, select, textarea, [contenteditable=true], [role=slider]"
const PRESSED_BY_SPACE = "button, summary, a, [role=button], [tabindex='0']"

const NARROW = "(max-width: 640px)"

export default function listen({ data, setStateValue }) {
  const { keys, narrow } = data
  const screen = matchMedia(NARROW)
  const measure = () => { if (screen.matches !== narrow) setStateValue("narrow", screen.matches) }
  const press = (event) => {
    const { key, repeat, ctrlKey, altKey, metaKey, shiftKey, target } = event
    if (key === "Escape") return target.blur?.()
    const button = keys[key.length > 1 ? key : key.toLowerCase()]
    if (!button || ctrlKey || altKey || metaKey || shiftKey || target.closest?.(WITH_KEYS_OF_THEIR_OWN)) return
    if (key === " " && target.matches?.(PRESSED_BY_SPACE)) return
    event.preventDefault()
    if (!repeat) document.querySelector(`.st-key-${button} button:not(:disabled)`)?.click()
  }
  // A click with the pointer leaves the focus on a button, where nobody looks for it: the space bar is the talk's again.
  const release = ({ detail, target }) => { if (detail) target.closest?.("button")?.blur() }
  measure()
  screen.addEventListener("change", measure)
  document.addEventListener("keydown", press)
  document.addEventListener("click", release)
  return () => {
    document.removeEventListener("click", release)
    screen.removeEventListener("change", measure)
    document.removeEventListener("keydown", press)
  }
}
