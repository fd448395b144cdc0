// Keys of talk mode. Streamlit's own shortcuts know one key a button, and take the space bar from a focused button and
// the arrows from a slider; here what has the focus comes first. It also tells Python whether the screen is too narrow
// for large words in a picture, and a screen reader which scene was opened: the focus stays where it was.

const WITH_KEYS_OF_THEIR_OWN = "input, select, textarea, [contenteditable=true], [role=slider]"
const PRESSED_BY_SPACE = "button, summary, a, [role=button], [tabindex='0']"

const UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"
const NARROW = "(max-width: 640px)"

export default function listen({ parentElement, data, setStateValue }) {
  // Streamlit calls this after every run; a listener that came and went with it would lose keys in between.
  if (parentElement.talk) parentElement.talk.take(data, setStateValue)
  else parentElement.talk = new Talk(parentElement, data, setStateValue)
  return () => setTimeout(() => {
    if (parentElement.isConnected) return
    parentElement.talk?.end()
    parentElement.talk = undefined
  })
}

class Talk {
  constructor(parentElement, data, tell) {
    this.opened = data.opened
    this.status = document.createElement("div")
    this.status.role = "status"
    this.status.style.cssText = UNSEEN
    parentElement.append(this.status)
    this.screen = matchMedia(NARROW)
    this.measure = () => { if (this.screen.matches !== this.data.narrow) this.tell("narrow", this.screen.matches) }
    this.press = (event) => this.pressed(event)
    // A click with the pointer leaves the focus on a button, where nobody looks for it: the space bar is the talk's.
    this.release = ({ detail, target }) => { if (detail) target.closest?.("button")?.blur() }
    this.screen.addEventListener("change", this.measure)
    document.addEventListener("keydown", this.press)
    document.addEventListener("click", this.release)
    this.take(data, tell)
  }

  take(data, tell) {
    Object.assign(this, { data, tell })
    this.measure()
    // The first scene is read with the rest of the page.
    if (data.opened !== this.opened) this.status.textContent = this.opened = data.opened
  }

  pressed(event) {
    const { key, repeat, ctrlKey, altKey, metaKey, shiftKey, target } = event
    if (key === "Escape") return target.blur?.()
    const button = this.data.keys[key.length > 1 ? key : key.toLowerCase()]
    if (!button || ctrlKey || altKey || metaKey || shiftKey || target.closest?.(WITH_KEYS_OF_THEIR_OWN)) return
    if (key === " " && target.matches?.(PRESSED_BY_SPACE)) return
    event.preventDefault()
    if (!repeat) document.querySelector(`.st-key-${button} button:not(:disabled)`)?.click()
  }

  end() {
    this.screen.removeEventListener("change", this.measure)
    document.removeEventListener("keydown", this.press)
    document.removeEventListener("click", this.release)
  }
}
