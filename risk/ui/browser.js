// What happens in the browser around a page.
//
// A connection that was lost and is back: Streamlit waits for the next change, which a server that was started anew
// would not know what to make of. Telling it at once brings both sides into step, from the address.
//
// The back button: Streamlit adds a step to the browser's history whenever the app writes the address, after each
// change and after each page. Going back would end in the step that is written anew at once, and never leave the page.
// A change replaces the step of its page: back goes to the page before, and undo takes back a change.

const STATE = "data-test-connection-state"

const push = (window.pushWithNewPath ??= history.pushState.bind(history))
history.pushState = (state, unused, address) => {
  const same = address != null && new URL(address, location.href).pathname === location.pathname
  return same ? history.replaceState(state, unused, address) : push(state, unused, address)
}

export default function watch({ parentElement, data, setTriggerValue }) {
  // Streamlit calls this after every run.
  if (parentElement.watcher) Object.assign(parentElement.watcher, { data, setTriggerValue })
  else parentElement.watcher = new Watcher(data, setTriggerValue)
  return () => setTimeout(() => {
    if (parentElement.isConnected) return
    parentElement.watcher?.end()
    parentElement.watcher = undefined
  })
}

class Watcher {
  constructor(data, setTriggerValue) {
    Object.assign(this, { data, setTriggerValue })
    const app = document.querySelector(`[${STATE}]`)
    this.state = app?.getAttribute(STATE)
    this.observer = new MutationObserver(() => this.changed(app.getAttribute(STATE)))
    if (app) this.observer.observe(app, { attributes: true, attributeFilter: [STATE] })
  }

  changed(state) {
    const back = state === "CONNECTED" && this.state !== state
    this.state = state
    if (back) this.setTriggerValue("returned", this.data)
  }

  end() {
    this.observer.disconnect()
  }
}
