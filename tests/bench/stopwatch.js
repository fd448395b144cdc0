// Runs before every page's own scripts. Plotly gives each plot an `emit`; a setter on the prototype sees it for every
// copy of Plotly, the app's and Streamlit's own alike, so both are timed by the same event.

window.stopwatch = {
  heading: null, // first heading, and first figure painted: milliseconds since the page began to load
  figure: null,
  pressed: null, // the key that was armed, and when the first figure showed other data
  painted: null,
  recording: null, // data of the first figure at each of its draws

  plot: () => document.querySelector(".js-plotly-plot"),

  arm() {
    this.before = fingerprint(this.plot())
    this.pressed = this.painted = null
    this.armed = true
  },

  drawn(plot) {
    if (plot !== this.plot()) return
    const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(() => then(performance.now())))
    if (this.figure === null) painted((now) => (this.figure ??= now))
    const print = fingerprint(plot)
    if (this.armed && this.pressed !== null && print !== this.before) {
      this.armed = false
      painted((now) => (this.painted = now))
    }
    if (this.recording && print !== this.recording.at(-1)?.print) {
      this.recording.push({ time: performance.now(), print, traces: plot._fullData.map(({ x, y, z }) => ({ x, y, z })) })
    }
  },

  camera() {
    return this.plot()._fullLayout.scene._scene.getCamera()
  },

  // Draws per second of what was recorded.
  rate() {
    const { recording } = this
    if (recording.length < 2) return 0
    return ((recording.length - 1) * 1000) / (recording.at(-1).time - recording[0].time)
  },

  // Updates per second of the first figure, drawn anew in its place, when nothing but Plotly.restyle is called.
  async bare(seconds, most) {
    const shown = this.plot(), { left, top, width, height } = shown.getBoundingClientRect()
    const plot = document.createElement("div")
    Object.assign(plot.style, { position: "fixed", zIndex: 1e6, background: "white" })
    for (const [name, value] of Object.entries({ left, top, width, height })) plot.style[name] = `${value}px`
    document.body.append(plot)
    await Plotly.newPlot(plot, structuredClone(shown.data), structuredClone(shown.layout), { displaylogo: false })
    // Only what moved in the drag: which columns, of which traces.
    const moved = (column, place) => new Set(this.recording.map(({ traces }) => total(traces[place][column] ?? []))).size > 1
    const places = [...shown._fullData.keys()].filter((place) => COLUMNS.some((column) => moved(column, place)))
    const columns = COLUMNS.filter((column) => places.some((place) => moved(column, place)))
    const update = async (count) => {
      const { traces } = this.recording[count % this.recording.length]
      const values = columns.map((column) => [column, places.map((place) => traces[place][column])])
      await Plotly.restyle(plot, Object.fromEntries(values), places)
      await new Promise(requestAnimationFrame)
    }
    // The first draws of a new plot in 3D also compile its shaders.
    for (let count = 0; count < 5; count++) await update(count)
    const began = performance.now()
    let count = 0
    while (count < most && performance.now() < began + seconds * 1000) await update(count++)
    const rate = (count * 1000) / (performance.now() - began)
    Plotly.purge(plot)
    plot.remove()
    return rate
  },
}

const total = (list) => {
  let sum = 0
  for (const item of list) sum += typeof item === "number" ? item || 0 : item ? total(item) : 0
  return sum
}

const COLUMNS = ["x", "y", "z"]

const fingerprint = (plot) =>
  plot._fullData.map((trace) => COLUMNS.map((column) => total(trace[column] ?? []))).join()

Object.defineProperty(HTMLElement.prototype, "emit", {
  configurable: true,
  set(emit) {
    const value = function (event, data) {
      emit.call(this, event, data)
      if (event === "plotly_afterplot") stopwatch.drawn(this)
    }
    Object.defineProperty(this, "emit", { configurable: true, writable: true, value })
  },
})

addEventListener("keydown", () => { if (stopwatch.armed) stopwatch.pressed ??= performance.now() }, true)

const lookForHeading = () => {
  if (document.querySelector("h1")?.textContent) stopwatch.heading = performance.now()
  else requestAnimationFrame(lookForHeading)
}
lookForHeading()
