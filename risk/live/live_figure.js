// The live figure in the browser. Python sends pictures and, once a sweep, what changes at each of its steps
// (risk/live/sweep.py has the format); this draws them and tells Python what the user settled on.

const COMMIT_AFTER_KEY = 250
const GIVE_UP_WAITING = 10000
const PLAY_INTERVAL = 50
const REDUCED_INTERVAL = 700
const REDUCED_STEPS = 10
const MISSING_CODE = 65535
const ANNOUNCE_AFTER = 600
const ANNOUNCED_WORDS = 30
const TABULATE_AFTER = 200
const TABLE_ROWS = 200
const TABLE_SIDE = 11
const GRASP = { mouse: 14, touch: 28, pen: 20 }
const LEAST_MOVE = 4
const STILL_FRAMES = 10

const ARRAYS = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u2: Uint16Array, u1: Uint8Array }

// What the user did to a figure outlives the component, so that it survives a visit to another page.
const views = (window.liveFigureViews ??= {})
const figures = new WeakMap()
const living = new Set()
// A figure and its twin often have the same to say.
const said = { text: "", at: -Infinity }
let plotlyPromise, stylePromise

export default function show(component, style, plotly) {
  const { parentElement } = component
  if (!figures.has(parentElement)) figures.set(parentElement, new LiveFigure(parentElement, () => load(style, plotly)))
  figures.get(parentElement).take(component.data, component.setTriggerValue)
  // Streamlit also calls this when the data changes while the script still loads.
  return () => setTimeout(() => {
    if (parentElement.isConnected) return
    figures.get(parentElement)?.destroy()
    figures.delete(parentElement)
  })
}

async function load(style, plotly) {
  return (await Promise.all([loadPlotly(plotly), loadStyle(style)]))[0]
}

export function loadPlotly(address) {
  plotlyPromise ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => window.Plotly?.react ? resolve(window.Plotly) : reject(new Error(address))
    script.onerror = () => { plotlyPromise = undefined; script.remove(); reject(new Error(address)) }
    document.head.append(script)
  })
  return plotlyPromise
}

function loadStyle(address) {
  stylePromise ??= new Promise((resolve) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = address
    link.onload = link.onerror = resolve
    document.head.append(link)
  })
  return stylePromise
}

// ---- messages ----

export function unpack(bytes) {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)))
  const start = bytes.byteOffset + 4 + size
  const body = bytes.buffer.slice(start, bytes.byteOffset + bytes.byteLength)
  return revive(header, body)
}

function revive(value, body) {
  if (Array.isArray(value)) return value.map((item) => revive(item, body))
  if (value === null || typeof value !== "object") return value
  if (value.$) {
    const [offset, type, shape] = value.$
    return shaped(new ARRAYS[type](body, offset, shape.reduce((one, other) => one * other, 1)), shape)
  }
  const result = {}
  for (const key in value) result[key] = revive(value[key], body)
  return result
}

function shaped(flat, shape) {
  if (shape.length === 1) return flat
  const [rows, ...rest] = shape
  const length = rest.reduce((one, other) => one * other, 1)
  return Array.from({ length: rows }, (_, row) => shaped(flat.subarray(row * length, (row + 1) * length), rest))
}

function decode(part) {
  if ("json" in part) return part.json
  if ("array" in part) return part.array
  return dequantise(part.codes, part.offset, part.scale)
}

function dequantise(codes, offset, scale) {
  if (Array.isArray(codes)) return codes.map((row) => dequantise(row, offset, scale))
  const result = new Float32Array(codes.length)
  for (let i = 0; i < codes.length; i++) result[i] = codes[i] === MISSING_CODE ? NaN : offset + scale * codes[i]
  return result
}

// Copies objects and keeps arrays, so that Plotly sees at once which arrays are the same as before.
function copy(value) {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.some((item) => item?.constructor === Object) ? value.map(copy) : value
  const result = {}
  for (const key in value) result[key] = copy(value[key])
  return result
}

export function pictureAt(base, frames, step) {
  const picture = copy(base)
  for (const { at, parts, index } of frames.changes) {
    let place = picture
    for (const key of at.slice(0, -1)) place = place[key] = place[key]?.constructor === Object ? place[key] : {}
    const last = at[at.length - 1]
    if (index[step] < 0) delete place[last]
    else place[last] = decode(parts[index[step]])
  }
  return picture
}

export function nearest(values, value) {
  let best = 0
  values.forEach((item, place) => { if (Math.abs(item - value) < Math.abs(values[best] - value)) best = place })
  return best
}

// A figure out of sight lets the ones in sight be drawn first.
function idle() {
  return new Promise((resolve) => window.requestIdleCallback?.(resolve, { timeout: 1000 }) ?? setTimeout(resolve, 100))
}

// ---- the figure ----

// `load` gives the plotting library, with whatever else has to be there before anything is drawn.
export class LiveFigure {
  constructor(parent, load) {
    this.load = load
    this.frames = new Map()
    this.asked = new Map()
    this.draws = 0
    this.seq = 0
    this.waiting = 0
    this.unanswered = {}
    this.build(parent)
  }

  build(parent) {
    this.root = document.createElement("section")
    this.root.className = "live-figure"
    this.root.innerHTML = `
      <figure>
        <div class="live-figure-plot" role="group"></div>
        <p class="live-figure-problem" hidden></p>
        <p class="live-figure-description" hidden></p>
        <figcaption></figcaption>
      </figure>
      <div class="live-figure-bar" role="group" hidden>
        <label class="live-figure-select"><span>Sweep</span> <select></select></label>
        <button type="button" class="live-figure-play">Play</button>
        <input type="range" min="0" step="1">
        <output aria-live="off"></output>
      </div>
      <div class="live-figure-more">
        <details class="live-figure-text"><summary>Text description</summary><p></p></details>
        <details class="live-figure-data"><summary>Data table</summary>
          <div class="live-figure-tables" role="region" tabindex="0"></div></details>
        <details class="live-figure-download"><summary>Download</summary>
          <div><button type="button" data-format="png">PNG image</button>
          <button type="button" data-format="svg">SVG drawing</button>
          <button type="button" data-format="csv">CSV of the data</button></div></details>
      </div>
      <div class="live-figure-status" role="status" aria-live="polite"></div>`
    const find = (name) => this.root.querySelector(name)
    Object.assign(this, {
      plot: find(".live-figure-plot"), problem: find(".live-figure-problem"), caption: find("figcaption"),
      bar: find(".live-figure-bar"), select: find("select"), play: find(".live-figure-play"), slider: find("input"),
      output: find("output"), text: find(".live-figure-text p"), download: find(".live-figure-download"),
      status: find(".live-figure-status"), description: find(".live-figure-description"),
      dataTable: find(".live-figure-data"), tables: find(".live-figure-tables"),
    })
    // Not role="img": that hides Plotly's own buttons from a screen reader.
    // What is folded away describes nothing: a browser leaves it out of what it hands to a screen reader.
    this.description.id = `live-figure-description-${Math.random().toString(36).slice(2)}`
    this.plot.setAttribute("aria-describedby", this.description.id)
    this.listen()
    this.resized = new ResizeObserver(() => this.resize())
    this.resized.observe(this.plot)
    this.root.hidden = true
    parent.append(this.root)
    living.add(this)
  }

  listen() {
    const { slider, bar } = this
    bar.addEventListener("pointerenter", () => this.ask())
    bar.addEventListener("focusin", () => this.ask())
    this.select.addEventListener("change", () => { this.stop(); this.settle(); this.choose(this.select.value); this.ask() })
    slider.addEventListener("pointerdown", () => { this.stop(); this.dragging = true; this.ask() })
    slider.addEventListener("input", () => {
      this.stop()
      this.dirty = true
      this.step()
      if (!this.dragging) this.settleSoon()
    })
    slider.addEventListener("blur", () => { if (!this.dragging) this.settle() })
    slider.addEventListener("keydown", (event) => {
      if (event.key !== " ") return
      event.preventDefault()
      this.toggle()
    })
    this.release = () => {
      if (!this.dragging) return
      this.dragging = false
      // A browser may report the last move of a quick click after its release.
      setTimeout(() => this.settle())
    }
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, this.release, true)
    this.play.addEventListener("click", () => this.toggle())
    this.dataTable.addEventListener("toggle", () => this.tabulate())
    this.listenToHandle()
    this.download.addEventListener("click", (event) => {
      const format = event.target.dataset?.format
      if (format) this.save(format)
    })
    this.dismiss = (event) => {
      if (event.type === "keydown" ? event.key === "Escape" : !this.download.contains(event.target)) this.closeDownload()
    }
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, this.dismiss)
  }

  closeDownload() {
    if (!this.download.open) return
    if (this.download.contains(document.activeElement)) this.download.querySelector("summary").focus()
    this.download.open = false
  }

  destroy() {
    this.destroyed = true
    living.delete(this)
    this.stop()
    for (const timer of [this.soon, this.announcing, this.tabulating]) clearTimeout(timer)
    this.resized.disconnect()
    for (const name of ["pointerup", "pointercancel"]) window.removeEventListener(name, this.release, true)
    for (const name of ["pointerdown", "keydown"]) document.removeEventListener(name, this.dismiss)
    this.Plotly?.purge(this.plot)
    this.root.remove()
  }

  // ---- Python to browser ----

  take(data, trigger) {
    this.trigger = trigger
    // Most runs of a page leave a figure as it was.
    if (this.data?.length === data.length && this.data.every((byte, place) => byte === data[place])) return
    this.data = data.slice()
    const message = unpack(data)
    // Packed by themselves, as the server keeps them for the next who asks.
    if (message.frames) message.frames = unpack(message.frames)
    this.receive(message)
  }

  receive(message) {
    let again = false
    // A new session, a remount of an old one, or a connection that is back counts from where Python stands.
    if (message.epoch !== this.epoch) {
      this.epoch = message.epoch
      this.seq = message.ack
      this.waiting = 0
      this.asked.clear()
      again = Object.keys(this.unanswered).length > 0
    }
    if (message.frames && message.picture) {
      const { key, token } = message.frames
      this.frames.set(key, { ...message.frames, base: message.picture })
      this.asked.delete(token)
    }
    this.latest = message
    if (again) this.commit()
    else if (message.ack >= this.seq) {
      this.waiting = 0
      this.unanswered = {}
    }
    if (this.busy()) {
      if (message.frames && this.grip?.key) this.follow()
      else if (message.frames && this.dirty) this.step()
      else this.readOut()
    } else this.accept()
    if (message.frames) this.overtake()
  }

  busy() {
    return this.dragging || this.playing || this.dirty || performance.now() < this.waiting
  }

  accept() {
    const message = this.latest
    this.message = message
    this.plot.style.setProperty("--live-figure-height", `${message.height}px`)
    this.say(message.problem)
    this.parameters = message.parameters
    const keys = this.parameters.map(({ key, label }) => `${key} ${label}`).join()
    if (keys !== this.offered) {
      this.offered = keys
      const chosen = this.select.value
      this.select.replaceChildren(...this.parameters.map(({ key, label }) => new Option(label, key)))
      if (this.parameters.some(({ key }) => key === chosen)) this.select.value = chosen
    }
    this.bar.hidden = !this.parameters.length
    if (this.parameters.length) this.choose(this.select.value)
    if (message.picture) {
      const alt = message.picture.layout.meta?.alt ?? ""
      this.announced ??= alt
      this.announceSoon()
      this.draw(message.picture)
      // A model too slow for one drag has its frames ready for the next.
      if (this.bar.matches(":hover, :focus-within")) this.ask()
      else if (this.near) this.askForHandle()
    } else {
      this.wanted = null
      this.root.hidden = false
      this.plot.hidden = !this.shown
      if (this.shown) this.say(`${message.problem} What was drawn last stays, paled.`)
      else this.describe(null)
    }
    this.root.classList.toggle("live-figure-stale", !message.picture)
  }

  choose(key) {
    this.parameter = this.parameters.find((parameter) => parameter.key === key)
    this.slider.max = this.parameter.values.length - 1
    this.slider.value = this.parameter.index
    this.slider.setAttribute("aria-label", this.parameter.label)
    this.readOut()
  }

  // ---- browser to Python ----

  held(parameter = this.parameter) {
    const frames = this.frames.get(parameter?.key)
    return frames?.token === parameter?.token ? frames : undefined
  }

  ask(parameter = this.parameter) {
    if (!parameter || this.held(parameter) || !this.message.picture) return
    const { key, token } = parameter
    const now = performance.now()
    // While Python is busy only the last event reaches it, so a request must not follow a commit.
    if (now < (this.asked.get(token) ?? 0) || now < this.waiting) return
    this.asked.set(token, now + GIVE_UP_WAITING)
    this.trigger("sweep", key)
  }

  settleSoon() {
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.settle(), COMMIT_AFTER_KEY)
  }

  settle() {
    clearTimeout(this.soon)
    if (this.dirty) {
      this.dirty = false
      this.unanswered[this.parameter.key] = this.parameter.values[this.slider.value]
      this.commit()
    } else if (this.latest !== this.message && !this.busy()) this.accept()
  }

  commit() {
    this.seq += 1
    // A run that was still computing frames gives way to this one.
    this.asked.clear()
    this.waiting = performance.now() + GIVE_UP_WAITING
    setTimeout(() => { if (this.waiting && !this.busy() && !this.destroyed) this.accept() }, GIVE_UP_WAITING + 50)
    this.trigger("commit", { seq: this.seq, values: this.unanswered })
  }

  // ---- moving ----

  step() {
    const frames = this.held()
    this.readOut()
    if (!frames) return this.ask()
    const step = nearest(frames.values, this.parameter.values[this.slider.value])
    const problem = frames.errors[step]
    this.say(problem && `No picture at ${this.parameter.label} ${this.output.textContent}: ${problem}`)
    this.draw(problem ? frames.base : pictureAt(frames.base, frames, step))
  }

  readOut() {
    if (!this.parameter) return
    const text = this.parameter.texts[this.slider.value]
    const computing = this.dirty && !this.held()
    this.output.textContent = computing ? `${text} (computing …)` : text
    this.slider.setAttribute("aria-valuetext", text)
  }

  toggle() {
    if (this.playing) {
      this.stop()
      this.settle()
    } else this.start()
  }

  async start() {
    this.ask()
    const run = (this.playing = {})
    this.play.textContent = "Pause"
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    const last = Number(this.slider.max)
    const stride = calm ? Math.max(1, Math.ceil(last / REDUCED_STEPS)) : 1
    const from = Number(this.slider.value) >= last ? 0 : Number(this.slider.value)
    let began
    while (this.playing === run) {
      await new Promise(requestAnimationFrame)
      if (this.playing !== run) return
      if (!this.held()) {
        this.output.textContent = "computing …"
        this.ask()
        continue
      }
      began ??= performance.now()
      const gone = Math.floor((performance.now() - began) / (calm ? REDUCED_INTERVAL : PLAY_INTERVAL))
      const place = Math.min(last, from + gone * stride)
      if (!this.dirty || Number(this.slider.value) !== place) {
        this.slider.value = place
        this.dirty = true
        this.step()
        await this.drawn
      }
      if (place === last) {
        this.stop()
        this.settle()
      }
    }
  }

  stop() {
    if (!this.playing) return
    this.playing = null
    this.play.textContent = "Play"
    this.readOut()
  }

  // ---- the handle: a point of the picture that can be dragged ----

  listenToHandle() {
    const { plot } = this
    plot.addEventListener("pointermove", (event) => {
      if (this.grip) this.pull(event)
      else if (!event.buttons) this.approach(event)
    }, true)
    plot.addEventListener("pointerleave", () => this.approach())
    plot.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button || !this.approach(event)) return
      event.stopPropagation()
      // Without the mouse event that would follow, Plotly does not begin to zoom.
      event.preventDefault()
      plot.setPointerCapture(event.pointerId)
      this.grip = { from: [event.clientX, event.clientY], at: [event.clientX, event.clientY] }
      this.askForHandle()
    }, true)
    for (const name of ["touchstart", "mousedown"]) {
      plot.addEventListener(name, (event) => {
        if (!this.grip) return
        event.stopPropagation()
        event.preventDefault()
      }, { capture: true, passive: false })
    }
    for (const name of ["pointerup", "pointercancel"]) {
      plot.addEventListener(name, () => {
        // A drag that was over before its frames came is made good when they do.
        if (this.grip?.key && !this.held()) this.overdue = this.grip
        this.grip = null
        this.root.classList.remove("live-figure-grabbing")
      })
    }
  }

  // What each direction moves: only parameters that the bar offers too, which is the way by keyboard.
  handle() {
    const { trace, x, y } = this.shown?.layout.meta?.handle ?? {}
    const drawn = this.shown?.traces[trace]
    const found = { trace, x: this.offer(x), y: this.offer(y) }
    return drawn && (found.x || found.y) ? found : undefined
  }

  offer(key) {
    return this.parameters.find((parameter) => parameter.key === key)
  }

  // Where on the screen a point of a trace is drawn.
  place(trace, [x, y]) {
    const { left, top } = this.plot.getBoundingClientRect()
    const layout = this.plot._fullLayout
    const across = layout[`xaxis${(trace.xaxis ?? "x").slice(1)}`]
    const up = layout[`yaxis${(trace.yaxis ?? "y").slice(1)}`]
    if (!across?.d2p || !up?.d2p) return [NaN, NaN]
    return [left + across._offset + across.d2p(x), top + up._offset + up.d2p(y)]
  }

  approach(event) {
    const handle = event && this.heard && !this.playing && this.handle()
    const trace = handle && this.shown.traces[handle.trace]
    const spot = trace ? this.place(trace, [trace.x?.[0], trace.y?.[0]]) : [NaN, NaN]
    const away = Math.hypot(spot[0] - event?.clientX, spot[1] - event?.clientY)
    this.near = away <= (GRASP[event?.pointerType] ?? GRASP.mouse)
    this.root.classList.toggle("live-figure-near", this.near)
    if (this.near) this.askForHandle()
    return this.near
  }

  // One after the other: while Python is busy only the last request reaches it.
  askForHandle() {
    const { x, y } = this.handle() ?? {}
    const missing = [x, y].find((parameter) => parameter && !this.held(parameter))
    if (missing) this.ask(missing)
  }

  pull(event) {
    const { grip } = this
    grip.at = [event.clientX, event.clientY]
    if (!grip.key) {
      const [right, down] = grip.at.map((place, axis) => Math.abs(place - grip.from[axis]))
      const { trace, x, y } = this.handle() ?? {}
      const parameter = right >= down ? x ?? y : y ?? x
      if (!parameter || Math.max(right, down) < LEAST_MOVE) return
      this.stop()
      this.settle()
      Object.assign(grip, { trace, key: parameter.key })
      this.select.value = parameter.key
      this.choose(parameter.key)
      this.dragging = true
      this.root.classList.add("live-figure-grabbing")
    }
    this.follow()
  }

  // Show the step at which the handle lies nearest to the pointer.
  follow(grip = this.grip) {
    const frames = this.held()
    if (!frames) {
      this.output.textContent = "computing …"
      return this.ask()
    }
    const trace = frames.base.traces[grip.trace]
    const away = track(frames, grip.trace).map((point) => {
      const [x, y] = point ? this.place(trace, point) : [NaN, NaN]
      return Math.hypot(x - grip.at[0], y - grip.at[1])
    })
    const least = Math.min(...away.filter((length) => !Number.isNaN(length)))
    const value = frames.values[away.indexOf(least)]
    if (value === undefined) return
    const place = nearest(this.parameter.values, value)
    if (!this.dirty && place === Number(this.slider.value)) return
    this.slider.value = place
    this.dirty = true
    this.step()
  }

  overtake() {
    const { overdue } = this
    if (!overdue || this.busy() || overdue.key !== this.parameter.key || !this.held()) return
    this.overdue = null
    this.follow(overdue)
    this.settle()
  }

  // ---- drawing ----

  draw(picture) {
    this.wanted = picture
    this.describe(picture)
    if (!this.drawn) this.drawn = this.drawAll().finally(() => { this.drawn = null })
  }

  async drawAll() {
    try {
      this.Plotly = await this.load()
    } catch {
      this.say("The figure cannot be drawn: the plotting library did not load. The text description says what it shows.")
      this.root.querySelector(".live-figure-text").open = true
      this.plot.hidden = true
      this.root.hidden = false
      return
    }
    this.root.hidden = false
    while (this.wanted && !this.destroyed) {
      this.plot.hidden = false
      // A hidden tab has no width; the resize observer comes back when it is shown.
      if (!this.plot.offsetWidth) return
      if (!this.inSight()) {
        await idle()
        if (this.destroyed) return
      }
      const picture = this.wanted
      this.wanted = null
      try {
        await this.react(picture)
      } catch (error) {
        this.say(`The figure cannot be drawn: ${error.message}`)
      }
      // Moves that came in the meantime are now reported, and only the last of them is drawn.
      await new Promise(requestAnimationFrame)
    }
  }

  inSight() {
    const { top, bottom } = this.plot.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }

  async react(picture) {
    const kept = this.keepView(picture)
    this.shown = picture
    await this.Plotly.react(this.plot, kept.order.map((name) => kept.traces[name]), kept.layout, {
      displaylogo: false,
      displayModeBar: matchMedia("(pointer: coarse)").matches ? false : "hover",
      modeBarButtonsToRemove: ["toImage", "sendChartToCloud", "sendDataToCloud", "select2d", "lasso2d"],
      // Nothing leaves the reader's machine.
      plotlyServerURL: "",
      scrollZoom: "gl3d",
    })
    if (!this.heard) {
      this.heard = true
      this.plot.on("plotly_afterplot", () => this.size())
      this.plot.on("plotly_relayout", (change) => { this.noteLayout(change); this.lead(change) })
      this.plot.on("plotly_relayouting", (change) => { this.noteLayout(change); this.turn(change) })
      this.plot.on("plotly_restyle", () => { this.noteTraces(); this.leadTraces() })
    }
    // To a screen reader they are scattered numbers; name, description and table say what is drawn.
    const unread = [...this.plot.querySelectorAll(".main-svg"), document.getElementById("js-plotly-tester")]
    for (const drawing of unread) drawing?.setAttribute("aria-hidden", "true")
    this.size()
    this.draws += 1
    this.plot.dataset.draws = this.draws
  }

  // Printing lays the page out anew and runs no script: the style shrinks what was drawn to what is there.
  size() {
    const { width, height } = this.plot._fullLayout
    for (const [name, length] of Object.entries({ width, height })) {
      this.plot.style.setProperty(`--live-figure-drawn-${name}`, `${length}px`)
    }
  }

  describe(picture) {
    const meta = picture?.layout.meta ?? {}
    const title = plain(meta.title ?? picture?.layout.title?.text ?? picture?.layout.title ?? "") || "Figure"
    this.plot.setAttribute("aria-label", title)
    this.bar.setAttribute("aria-label", `Sweep a parameter of: ${title}`)
    this.caption.textContent = meta.caption ?? ""
    this.caption.hidden = !meta.caption
    this.text.textContent = this.description.textContent = meta.alt ?? ""
    this.text.parentElement.hidden = !meta.alt
    this.described = picture
    this.tables.setAttribute("aria-label", `Data of: ${title}`)
    if (!this.dataTable.open) return
    clearTimeout(this.tabulating)
    this.tabulating = setTimeout(() => this.tabulate(), TABULATE_AFTER)
  }

  // Say what changed, once it has come to rest: the title and the first sentences that are new.
  announceSoon() {
    clearTimeout(this.announcing)
    this.announcing = setTimeout(() => {
      if (this.busy()) return this.announceSoon()
      const { alt = "" } = this.described?.layout.meta ?? {}
      const before = new Set(sentences(this.announced))
      this.announced = alt
      const changed = sentences(alt).filter((sentence) => !before.has(sentence))
      // A page has figures further down, which would talk over the one that is looked at.
      if (!changed.length || !this.inSight()) return
      const told = []
      for (const sentence of changed) {
        if (told.length && [...told, sentence].join(" ").split(" ").length > ANNOUNCED_WORDS) break
        told.push(sentence)
      }
      const text = `${this.plot.getAttribute("aria-label")}. ${told.join(" ")}`
      const now = performance.now()
      if (text === said.text && now - said.at < 2 * ANNOUNCE_AFTER) return
      Object.assign(said, { text, at: now })
      this.status.textContent = text
    }, ANNOUNCE_AFTER)
  }

  tabulate() {
    if (!this.dataTable.open) return this.tables.replaceChildren()
    const { traces = {}, order = [], layout = {} } = this.described ?? {}
    const found = order.map((name) => tableOf(traces[name], layout)).filter(Boolean)
    const { scrollTop, scrollLeft } = this.tables
    this.tables.replaceChildren(...(found.length ? found : ["This picture holds no numbers."]))
    Object.assign(this.tables, { scrollTop, scrollLeft })
  }

  say(problem) {
    this.problem.textContent = problem ?? ""
    this.problem.hidden = !problem
  }

  resize() {
    if (this.wanted && !this.drawn) this.draw(this.wanted)
    else if (this.heard && this.plot.offsetWidth && !this.drawn) this.Plotly.Plots.resize(this.plot)
  }

  // ---- what the user did to the view ----

  get view() {
    return (views[this.message.key] ??= { layout: {}, traces: {} })
  }

  // As Plotly's uirevision has it: the user's view holds until the picture itself asks for another one.
  keepView(picture) {
    // Plotly writes into the layout it is given, ranges above all.
    const kept = { order: picture.order, traces: copy(picture.traces), layout: structuredClone(picture.layout) }
    // Any change of meta makes Plotly draw everything anew, and our words are not drawn.
    if (kept.layout.meta) for (const word of ["alt", "caption", "title", "handle"]) delete kept.layout.meta[word]
    const { layout, traces } = this.view
    kept.layout.uirevision ??= this.message.key
    kept.layout.autosize = true
    for (const name in layout) {
      const [part, camera] = name.split(".")
      if (layout[name].base !== baseOf(picture, name)) delete layout[name]
      else if (camera) {
        // A released camera glides on, and Plotly only notes where it was released.
        layout[name].value = this.plot._fullLayout?.[part]?._scene?.getCamera() ?? layout[name].value
        kept.layout[part] = { ...kept.layout[part], camera: layout[name].value }
      } else kept.layout[part] = { ...kept.layout[part], ...layout[name].value }
    }
    for (const name in traces) {
      if (kept.traces[name] && traces[name].base === JSON.stringify(kept.traces[name].visible ?? true)) {
        kept.traces[name].visible = traces[name].value
      }
    }
    return kept
  }

  noteLayout(change) {
    const { layout } = this.view
    for (const name in change) {
      const scene = name.match(/^(scene\d*)\.camera/)?.[1]
      const axis = name.match(/^([xy]axis\d*)\.(range|autorange)/)?.[1]
      if (scene) {
        const camera = name === `${scene}.camera` ? change[name] : this.plot.layout[scene]?.camera
        if (camera) layout[`${scene}.camera`] = { value: camera, base: baseOf(this.shown, `${scene}.camera`) }
      } else if (axis) {
        const { range, autorange } = this.plot.layout[axis] ?? {}
        const own = this.shown.layout[axis]?.range
        if (autorange ? !own : JSON.stringify(range) === JSON.stringify(own)) delete layout[axis]
        else if (autorange) layout[axis] = { value: { autorange: true, range: undefined }, base: baseOf(this.shown, axis) }
        else layout[axis] = { value: { range: [...range], autorange: false }, base: baseOf(this.shown, axis) }
      }
    }
  }

  noteTraces() {
    this.shown.order.forEach((name, place) => {
      const { visible } = this.plot.data[place]
      const base = JSON.stringify(this.shown.traces[name].visible ?? true)
      if (JSON.stringify(visible ?? true) === base) delete this.view.traces[name]
      else this.view.traces[name] = { value: visible, base }
    })
  }

  // ---- figures in step: what is done to one of a group is done to the others ----

  get peers() {
    const { group } = this.message
    if (!group || this.following) return []
    return [...living].filter((figure) => figure !== this && figure.heard && figure.message.group === group)
  }

  lead(change) {
    this.turn(change)
    for (const axis of new Set(Object.keys(change).map((name) => name.match(/^[xy]axis\d*/)?.[0]).filter(Boolean))) {
      const own = this.view.layout[axis]?.value
      for (const peer of this.peers) {
        if (!peer.plot._fullLayout[axis]) continue
        const { range } = own ?? peer.shown.layout[axis] ?? {}
        peer.adopt({ [axis + (range ? ".range" : ".autorange")]: range ? [...range] : true })
      }
    }
  }

  // A camera glides on after its release: the others follow until it rests, or one of them is turned instead.
  async turn(change) {
    const scene = Object.keys(change).map((name) => name.match(/^(scene\d*)\.camera/)?.[1]).find(Boolean)
    if (!scene || this.turning || !this.peers.length) return
    const run = (this.turning = {})
    let before, still = 0
    while (this.turning === run && !this.destroyed && still < STILL_FRAMES) {
      const camera = this.plot._fullLayout?.[scene]?._scene?.getCamera()
      const now = JSON.stringify(camera)
      still = now === before ? still + 1 : 0
      before = now
      if (camera && !still) for (const peer of this.peers) {
        if (peer.plot._fullLayout[scene]) await peer.adopt({ [`${scene}.camera`]: structuredClone(camera) })
      }
      await new Promise(requestAnimationFrame)
    }
    if (this.turning === run) this.turning = null
  }

  leadTraces() {
    for (const peer of this.peers) {
      peer.shown.order.forEach((name, place) => {
        const at = this.shown.order.indexOf(name)
        const visible = this.plot.data[at]?.visible ?? true
        if (at >= 0 && visible !== (peer.plot.data[place].visible ?? true)) {
          peer.led(() => peer.Plotly.restyle(peer.plot, { visible }, [place]))
        }
      })
    }
  }

  adopt(change) {
    this.turning = null
    return this.led(() => this.Plotly.relayout(this.plot, change))
  }

  async led(act) {
    this.following = (this.following ?? 0) + 1
    try {
      await act()
    } finally {
      this.following -= 1
    }
  }

  // ---- downloads ----

  async save(format) {
    this.closeDownload()
    const name = (this.plot.getAttribute("aria-label").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "figure").slice(0, 80)
    let address
    if (format === "csv") {
      const shown = this.plot.data.filter(({ visible }) => visible === undefined || visible === true)
      address = URL.createObjectURL(new Blob([csv(shown)], { type: "text/csv" }))
    } else {
      const { offsetWidth: width, offsetHeight: height } = this.plot
      address = await this.Plotly.toImage(this.plot, { format, width, height, scale: format === "png" ? 2 : 1 })
    }
    const link = document.createElement("a")
    link.href = address
    link.download = `${name}.${format}`
    link.click()
    if (format === "csv") setTimeout(() => URL.revokeObjectURL(address), 1000)
  }
}

function baseOf(picture, name) {
  const [part, camera] = name.split(".")
  const own = picture.layout[part]
  return JSON.stringify((camera ? own?.camera : [own?.range, own?.title]) ?? null)
}

function plain(text) {
  return String(text).replace(/<br\s*\/?>/gi, " ").replace(/<\/?[a-z][^>]*>/gi, "").trim()
}

function sentences(text) {
  return text.split(/(?<=[.!?])\s+/).filter(Boolean)
}

// First point of a trace at every step of a sweep; undefined where there is none.
function track(frames, name) {
  frames.tracks ??= {}
  return (frames.tracks[name] ??= frames.values.map((_, step) => {
    if (frames.errors[step]) return undefined
    const point = ["x", "y"].map((letter) => {
      const change = frames.changes.find(({ at }) => at.length === 3 && at[1] === name && at[2] === letter)
      if (!change) return frames.base.traces[name]?.[letter]?.[0]
      return change.index[step] < 0 ? undefined : decode(change.parts[change.index[step]])[0]
    })
    return point.every((coordinate) => Number.isFinite(coordinate)) ? point : undefined
  }))
}

// ---- the data as tables to be read: `meta` of a trace has its title, and names for columns that axes do not name ----

export function tableOf(trace, layout) {
  const meta = trace.meta ?? {}
  if (meta.table === false || trace.visible === false || trace.visible === "legendonly") return undefined
  if (trace.hoverinfo === "skip" && !meta.title) return undefined
  const title = meta.title ?? String(trace.name ?? "Data").replaceAll("-", " ")
  const { x, y, z } = trace
  if (isList(z) && isList(z[0]) && !isList(x?.[0])) return gridTable(trace, layout, title)
  let rows = isList(z) && isList(z[0]) ? gridRows(trace) : listRows(trace)
  rows = rows.filter(({ x, y, z }) => [x, y, z].some((value) => !empty(value)) && shows(axisOf(trace, layout, "x"), x))
  if (!rows.length) return undefined
  // Heights of marks on an axis without numbers are there for the eye only.
  const letters = ["x", "y", "z"].filter((letter) => (
    rows.some((row) => !empty(row[letter])) &&
    (meta[letter] ?? axisOf(trace, layout, letter)?.showticklabels !== false)
  ))
  const own = letters.find((letter) => rows.some((row) => typeof row[letter] === "string"))
  const headed = rows.some(({ head }) => head)
  const columns = letters.filter((letter) => headed || letter !== own)
  const extras = meta.columns ?? []
  const names = [...columns.map((letter) => columnName(trace, layout, letter)), ...extras]
  if (headed || own) names.unshift(headed ? "Name" : columnName(trace, layout, own) || "Name")
  const shown = thinned(rows.length, TABLE_ROWS).map((place) => rows[place])
  const counted = Object.fromEntries(columns.map((letter) => [letter, whole(rows.map((row) => row[letter]))]))
  const notes = shown.length < rows.length ? ` ${shown.length} of ${rows.length} rows; the CSV has all of them.` : ""
  const body = shown.map((row) => {
    const cells = columns.map((letter) => data(row[letter], counted[letter], axisOf(trace, layout, letter)))
    cells.push(...extras.map((_, place) => data(row.custom?.[place])))
    if (headed || own) cells.unshift(header(headed ? row.head || "–" : plain(row[own]), "row"))
    return cells
  })
  return tableElement(`${title}.${notes}`, names.map((name) => header(name, "col")), body)
}

function gridTable(trace, layout, title) {
  const { x, y, z } = trace
  const rows = thinned(z.length, TABLE_SIDE)
  const columns = thinned(z[0].length, TABLE_SIDE)
  const across = columnName(trace, layout, "x"), down = columnName(trace, layout, "y")
  const part = `${rows.length} of ${z.length} rows and ${columns.length} of ${z[0].length} columns`
  const note = rows.length < z.length || columns.length < z[0].length ? ` ${part}; the CSV has all of it.` : ""
  const [wholeX, wholeY, wholeZ] = [whole(x), whole(y), z.every(whole)]
  const corner = header(`${down} (down), ${across} (across)`, "col")
  const head = [corner, ...columns.map((column) => header(written(x?.[column] ?? column, wholeX), "col"))]
  const body = rows.map((row) => [
    header(written(y?.[row] ?? row, wholeY), "row"), ...columns.map((column) => data(z[row][column], wholeZ)),
  ])
  return tableElement(`${title}.${note}`, head, body)
}

function gridRows({ x, y, z }) {
  return thinned(z.length, TABLE_SIDE).flatMap((row) => thinned(z[0].length, TABLE_SIDE).map((column) => (
    { x: x[row][column], y: isList(y?.[0]) ? y[row][column] : y?.[row], z: z[row][column] }
  )))
}

function listRows(trace) {
  const { x, y, z, customdata } = trace
  const told = isList(trace.hovertext) ? trace.hovertext : trace.text
  const at = (list, place) => (isList(list) ? list[place] : undefined)
  const length = Math.max(0, ...[x, y, z].map((list) => (isList(list) ? list.length : 0)))
  return Array.from({ length }, (_, place) => ({
    x: at(x, place), y: at(y, place), z: at(z, place), custom: at(customdata, place),
    head: plain(String(at(told, place) ?? "").split(/<br\s*\/?>|\n/i)[0]),
  }))
}

function axisOf(trace, layout, letter) {
  if (/3d$|^surface$|^isosurface$/.test(trace.type)) return layout[trace.scene ?? "scene"]?.[`${letter}axis`]
  return letter === "z" ? undefined : layout[`${letter}axis${(trace[`${letter}axis`] ?? letter).slice(1)}`]
}

// A curve may go on beyond the picture.
function shows(axis, value) {
  const { range, type } = axis ?? {}
  if (type === "log" || typeof value !== "number" || range?.length !== 2 || !range.every(Number.isFinite)) return true
  return value >= Math.min(...range) && value <= Math.max(...range)
}

function columnName(trace, layout, letter) {
  const title = axisOf(trace, layout, letter)?.title
  return trace.meta?.[letter] || plain(title?.text ?? title ?? "") || letter
}

// Evenly spread places, both ends among them.
function thinned(length, most) {
  if (length <= most) return Array.from({ length }, (_, place) => place)
  return Array.from({ length: most }, (_, place) => Math.round(place * (length - 1) / (most - 1)))
}

function tableElement(caption, head, rows) {
  const table = document.createElement("table")
  table.createCaption().textContent = caption
  table.createTHead().insertRow().append(...head)
  const body = table.createTBody()
  for (const cells of rows) body.insertRow().append(...cells)
  return table
}

function header(text, scope) {
  const found = document.createElement("th")
  found.scope = scope
  found.textContent = text
  return found
}

function data(value, counted, axis) {
  const found = document.createElement("td")
  const share = typeof value === "number" && axis?.tickformat?.endsWith("%") && Number.isFinite(value)
  found.textContent = share ? `${Math.round(100 * value)} %` : written(value, counted)
  return found
}

function empty(value) {
  return value === undefined || value === null || Number.isNaN(value)
}

// Counts and numbers of rows stay whole; among others a whole number has decimals too.
function whole(values) {
  return !isList(values) || Array.from(values).every((value) => typeof value !== "number" || !(value % 1))
}

function written(value, counted) {
  if (typeof value === "string") return plain(value)
  if (!Number.isFinite(value)) return "not defined"
  const size = Math.abs(value)
  if (size >= 1e6) {
    const [mantissa, power] = value.toExponential(2).split("e")
    const raised = [...String(Number(power))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")
    return `${mantissa.replace("-", "−")} × 10${raised}`
  }
  const text = counted ? String(value) : size < 10 ? value.toFixed(2) : String(Number(value.toPrecision(3)))
  return text.replace(/^-(?=0\.00$)/, "").replace("-", "−")
}

// ---- the data as long CSV: one row a point, grids as x, y, z rows ----

const COLUMNS = ["x", "y", "z", "value", "text"]

function csv(traces) {
  const rows = traces.flatMap((trace) => points(trace).map((point) => [trace.name ?? trace.uid, ...point]))
  const used = COLUMNS.map((_, place) => rows.some((row) => cell(row[place + 1]) !== ""))
  const lines = [["trace", ...COLUMNS], ...rows]
  return lines.map((row) => row.filter((_, place) => !place || used[place - 1]).map(cell).join(",") + "\r\n").join("")
}

function points(trace) {
  const { x, y, z, text } = trace
  const value = trace.value ?? trace.surfacecolor ?? trace.intensity
  const at = (list, ...places) => places.reduce((item, place) => (isList(item) ? item[place] : item), list)
  const result = []
  if (isList(z) && isList(z[0])) {
    z.forEach((row, i) => row.forEach((item, j) => {
      result.push([isList(x?.[0]) ? at(x, i, j) : at(x, j) ?? j, at(y, i, j) ?? i, item, at(value, i, j), at(text, i, j)])
    }))
    return result
  }
  const length = Math.max(0, ...[x, y, z, value, text].map((list) => (isList(list) ? list.length : 0)))
  for (let i = 0; i < length; i++) {
    result.push([at(x, i), at(y, i), at(z, i), isList(value) ? value[i] : undefined, at(text, i)])
  }
  return result
}

function isList(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value)
}

function cell(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return ""
  // A number that travelled in 32 bits has seven digits; more would be noise.
  if (typeof value === "number") return String(Math.fround(value) === value ? Number(value.toPrecision(7)) : value)
  // A spreadsheet runs a text that begins like a formula.
  const safe = plain(value).replace(/^(?=[=+\-@\t\r])/, "'")
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
