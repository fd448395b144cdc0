// Python's part in a report: it answers what a figure asks from what is embedded in the file. There is no model here,
// so a bar offers only the sweeps whose frames are in the file, and one parameter moves at a time.

import { LiveFigure, loadPlotly, nearest, pictureAt, unpack } from "live-figure"

async function opened(name) {
  const text = document.getElementById(name).textContent
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

let plotly

async function library() {
  plotly ??= opened("plotly").then((script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" })))
  return loadPlotly(await plotly)
}

class Reported {
  constructor(place, message) {
    this.message = { ...message, epoch: "report", ack: 0 }
    this.frames = new Map()
    this.figure = new LiveFigure(place, library)
    this.figure.trigger = (kind, detail) => (kind === "sweep" ? this.sweep(detail) : this.commit(detail))
    if (message.parameters.length) this.explain(place)
    this.back()
  }

  explain(place) {
    this.note = document.createElement("p")
    this.note.className = "moved"
    this.note.innerHTML = `<span role="status"></span> <button type="button">Back to the report</button>`
    const [said, button] = this.note.children
    Object.assign(this, { said, button })
    button.addEventListener("click", () => {
      this.back()
      // A button that disappears takes the focus with it.
      this.figure.slider.focus()
    })
    this.figure.select.addEventListener("change", () => this.back())
    place.append(this.note)
  }

  // Show the report's own picture again, with whatever else is to be told.
  back(more = {}) {
    this.figure.receive({ ...this.message, ...more })
    if (!this.note) return
    this.said.textContent = "The bar moves one parameter of this figure; all else stays as reported."
    this.button.hidden = true
  }

  changes(key) {
    if (!this.frames.has(key)) this.frames.set(key, opened(`frames-${this.message.key}-${key}`).then(unpack))
    return this.frames.get(key)
  }

  async sweep(key) {
    this.back({ frames: await this.changes(key) })
  }

  async commit({ seq, values }) {
    const [key, value] = Object.entries(values).at(-1)
    const frames = await this.changes(key)
    this.message.ack = seq
    const step = nearest(frames.values, value)
    const parameter = this.message.parameters.find((offered) => offered.key === key)
    const index = nearest(parameter.values, frames.values[step])
    if (index === parameter.index) return this.back()
    const problem = frames.errors[step]
    this.figure.receive({
      ...this.message,
      problem: problem ? `This figure cannot be drawn: ${problem}` : null,
      picture: problem ? null : pictureAt(this.message.picture, frames, step),
      parameters: this.message.parameters.map((offered) => (offered === parameter ? { ...offered, index } : offered)),
    })
    const [from, to] = [parameter.index, index].map((place) => parameter.texts[place])
    this.said.textContent =
      `${parameter.label} is ${to} in this figure, ${from} in the report. Numbers, text and other figures stay as reported.`
    this.button.hidden = false
  }
}

async function show(place) {
  const words = place.querySelector(".words")
  try {
    const message = unpack(await opened(`message-${place.dataset.figure}`))
    new Reported(place, message)
    words.remove()
  } catch (error) {
    words.querySelector(".late").textContent = `The picture cannot be drawn: ${error.message}. In words:`
  }
}

// On paper nothing can be unfolded.
let unfolded = []
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(".live-figure-text:not([open])")]
  for (const details of unfolded) details.open = true
})
addEventListener("afterprint", () => { for (const details of unfolded) details.open = false })

for (const place of document.querySelectorAll("[data-figure]")) show(place)
