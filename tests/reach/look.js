// Runs in every page that is looked at: what is too wide, cut, unseen or said.
window.look = (() => {
  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  }
  const named = (element) => {
    const text = element.getAttribute("aria-label") || element.innerText || element.id || element.className
    return `${element.tagName.toLowerCase()} “${String(text?.baseVal ?? text).trim().replace(/\s+/g, " ").slice(0, 60)}”`
  }
  const scrolls = (element) => {
    for (let above = element; above && above.tagName !== "BODY"; above = above.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(above).overflowX) && above.scrollWidth > above.clientWidth) return true
    }
    return false
  }
  const main = () => document.querySelector("[data-testid=stMain]")

  // What needs sideways scrolling of the page, and what is cut off.
  const wide = () => {
    const found = []
    const room = document.documentElement.clientWidth
    for (const part of [document.documentElement, main()]) {
      if (part.scrollWidth > part.clientWidth + 1) found.push(`${named(part).slice(0, 20)} scrolls sideways: ${part.scrollWidth} > ${part.clientWidth}`)
    }
    for (const element of main().querySelectorAll("*")) {
      if (!element.childElementCount && element.textContent.trim() && visible(element)) {
        const { left, right } = element.getBoundingClientRect()
        if ((left < -1 || right > room + 1) && !scrolls(element) && !element.closest(".live-figure-status, .katex-mathml")) found.push(`beyond the edge: ${named(element)} ${Math.round(left)}-${Math.round(right)}`)
      }
      const { overflowX, textOverflow, clipPath } = getComputedStyle(element)
      const cut = overflowX !== "visible" && !/auto|scroll/.test(overflowX) && clipPath === "none"
      // The last sign of a formula stands out by 2 px of nothing.
      if (cut && element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 2 && visible(element) && element.innerText?.trim()) {
        found.push(`cut${textOverflow === "ellipsis" ? " by an ellipsis" : ""}: ${named(element)}`)
      }
    }
    for (const plot of main().querySelectorAll(".live-figure-plot")) {
      if (!visible(plot)) continue
      const frame = plot.getBoundingClientRect()
      for (const word of plot.querySelectorAll("svg text")) {
        const { left, right, top, bottom, width } = word.getBoundingClientRect()
        if (!width || !word.textContent.trim() || word.closest(".hoverlayer")) continue
        const beyond = Math.max(frame.left - left, right - frame.right, frame.top - top, bottom - frame.bottom)
        if (beyond > 2) found.push(`${Math.round(beyond)} px beyond its figure: “${word.textContent.slice(0, 50)}”`)
      }
    }
    return [...new Set(found)]
  }

  // What the Tab key should reach: one element of each group that arrow keys move in.
  const reachable = () => {
    const grouped = new Set()
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((element) => {
      if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true })) return false
      if (element.type === "radio" || element.role === "radio") {
        const group = element.closest("[role=radiogroup]") ?? element.name
        if (grouped.has(group)) return false
        grouped.add(group)
        element.dataset.group = "radio"
      }
      return true
    })
  }
  const met = new Set()
  // The Tab key goes on from the first of them.
  const start = () => {
    met.clear()
    const [first] = reachable()
    first.focus()
    met.add(first)
  }

  const STYLES = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "borderWidth", "backgroundColor", "color", "textDecorationLine"]
  const print = (element) => {
    const around = [element, element.nextElementSibling, element.previousElementSibling, ...element.querySelectorAll("*")].slice(0, 12)
    for (let above = element.parentElement, steps = 0; above && steps < 4; above = above.parentElement, steps++) {
      around.push(above, ...[...above.children].slice(0, 6))
    }
    return JSON.stringify(around.filter(Boolean).map((one) => STYLES.map((style) => getComputedStyle(one)[style])))
  }
  const frames = async () => { for (let count = 0; count < 3; count++) await new Promise(requestAnimationFrame) }

  // Where the focus is: null for none, else a name, whether it can be seen, and whether it was met before.
  const focus = async () => {
    const element = document.activeElement
    if (!element || element === document.body) return null
    const again = met.has(element)
    met.add(element)
    if (element.type === "radio" || element.role === "radio") {
      const group = element.closest("[role=radiogroup]")
      group?.querySelectorAll("input, [role=radio]").forEach((other) => met.add(other))
    }
    const { top, bottom, left, right } = element.getBoundingClientRect()
    const inside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
    // A table of Streamlit draws its focus itself, and takes a focus that comes back for a step from cell to cell.
    if (element.matches("canvas, canvas *")) return { name: named(element), seen: true, again, inside }
    await frames()
    const focused = print(element)
    element.blur()
    await frames()
    const seen = print(element) !== focused
    element.focus({ preventScroll: true, focusVisible: true })
    return { name: named(element), seen, again, inside }
  }
  const missed = () => reachable().filter((element) => !met.has(element)).map(named)

  // What a screen reader is told from now on.
  const heard = []
  const listen = () => {
    heard.length = 0
    const region = ":is([aria-live], [role=status], [role=alert], [role=log], output):not([aria-live=off])"
    new MutationObserver((changes) => {
      for (const change of changes) {
        const place = change.target.nodeType === 1 ? change.target : change.target.parentElement
        const live = place?.closest(region)
        if (live?.textContent.trim()) heard.push(live.textContent.trim())
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  }

  // What a printed page shows that it should not, or cuts.
  const printed = () => {
    const found = []
    for (const [name, selector] of Object.entries({
      "sidebar": "[data-testid=stSidebar]", "header": "[data-testid=stHeader]", "bar of a figure": ".live-figure-bar",
      "buttons of a figure": ".live-figure-more summary", "slider": "[data-testid=stSlider]",
      // What an audience can choose from is part of a scene's question.
      "button": "[data-testid=stMain] :not(.st-key-talk-options *) > button[data-testid^=stBaseButton]",
    })) if ([...document.querySelectorAll(selector)].some(visible)) found.push(`printed: ${name}`)
    for (const head of main().querySelectorAll("h2")) if (head.innerText === "Levers" && visible(head)) found.push("printed: a heading over nothing")
    for (const figure of document.querySelectorAll(".live-figure figure")) {
      if (visible(figure) && getComputedStyle(figure).breakInside !== "avoid") found.push("a page may break a figure")
    }
    for (let above = main(); above && above !== document.documentElement; above = above.parentElement) {
      const { overflowY, position, height } = getComputedStyle(above)
      if (above.scrollHeight > above.clientHeight + 1 && overflowY !== "visible") found.push(`cut in print: ${above.dataset.testid ?? above.id ?? above.tagName} ${overflowY} ${above.clientHeight} of ${above.scrollHeight}`)
    }
    return found
  }

  // Where a figure in two dimensions draws the first point of a trace, scrolled into the middle of the screen.
  const point = (name) => {
    for (const plot of main().querySelectorAll(".js-plotly-plot")) {
      const trace = visible(plot) && plot.data.find((trace) => trace.name === name)
      if (!trace) continue
      plot.scrollIntoView({ block: "center" })
      const { left, top } = plot.getBoundingClientRect()
      const { xaxis, yaxis } = plot._fullLayout
      return { x: left + xaxis._offset + xaxis.d2p(trace.x[0]), y: top + yaxis._offset + yaxis.d2p(trace.y[0]) }
    }
    return null
  }
  // What the first figure says of itself.
  const said = () => document.querySelector(".live-figure-text p")?.textContent
  // What a change of a parameter changes: the address, or in a talk what is written.
  const state = () => location.href + [...main().querySelectorAll("[data-testid=stMarkdown]")].map((part) => part.innerText).join()
  return { state, wide, start, focus, missed, listen, heard, printed, point, said, visible, named }
})()
