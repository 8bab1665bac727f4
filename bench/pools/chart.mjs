/**
 * A chart of one row as SVG text: a line for each contestant, best first, with a dot at the p50 and a stroke from the best
 * to the worst sample; one dot for each version of Node. The axis is logarithmic where the p50s lie far apart.
 */

const WIDTH = 760
const LEFT = 170
const RIGHT = 150
const LINE = 26
const TOP = 58

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 14px }
  .quiet { fill: #6e7781 }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .goal { stroke: #bf8700; stroke-width: 1.5; stroke-dasharray: 4 3 }
  .dot { fill: #8c959f }
  .range { stroke: #8c959f; stroke-width: 2; opacity: .45 }
  .ours .dot { fill: #0969da }
  .ours .range { stroke: #0969da }
  .ours text { font-weight: 600 }
  .older .dot { fill: none; stroke: #8c959f; stroke-width: 1.5 }
  .ours .older .dot { stroke: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #8d96a0 }
    .grid { stroke: #30363d }
  }`

/**
 * @param {{ title: string, unit: string, better: 'less' | 'more', goal?: { text: string, limit?: number } }} row
 * @param {{ title: string, ours: boolean, marks: (Mark | undefined)[], note: string }[]} lines - in the order to draw;
 *   a mark for each of `nodes`, the first one filled.
 * @param {string[]} nodes
 * @typedef {{ p50: number, best: number, worst: number }} Mark
 */
export function chart(row, lines, nodes) {
  const marks = lines.flatMap((line) => line.marks.filter((mark) => mark !== undefined))
  const scale = scaleOf(row, marks)
  const height = TOP + lines.length * LINE + 34
  const bottom = TOP + lines.length * LINE + 4
  const parts = [
    `<text class="title" x="12" y="20">${escape(row.title)}</text>`,
    `<text class="quiet" x="${WIDTH - 12}" y="20" text-anchor="end">${escape(row.unit)}, ${row.better} is better</text>`,
    ...scale.ticks.map(
      (tick) =>
        `<line class="grid" x1="${scale.x(tick)}" x2="${scale.x(tick)}" y1="${TOP - 8}" y2="${bottom}"/>` +
        `<text class="quiet" x="${scale.x(tick)}" y="${bottom + 15}" text-anchor="middle">${plain(tick)}</text>`,
    ),
    ...goalLine(row, scale, bottom),
    ...lines.map((line, place) => drawn(line, TOP + place * LINE + LINE / 2, scale)),
    nodes.length > 1
      ? `<text class="quiet" x="12" y="${bottom + 15}">● ${escape(nodes[0])} ○ ${escape(nodes.slice(1).join(', '))}</text>`
      : '',
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escape(row.title)}</title>
<style>${STYLE}
</style>
${parts.filter((part) => part !== '').join('\n')}
</svg>
`
}

function drawn({ title, ours, marks, note }, y, scale) {
  const dots = marks
    .map((mark, place) => {
      if (mark === undefined) return ''
      const at = y + (marks.length > 1 ? (place === 0 ? -4 : 5) : 0)
      const range = `<line class="range" x1="${scale.x(mark.best)}" x2="${scale.x(mark.worst)}" y1="${at}" y2="${at}"/>`
      const dot = `<circle class="dot" cx="${scale.x(mark.p50)}" cy="${at}" r="${place === 0 ? 4.5 : 3.5}"/>`
      return `<g class="${place === 0 ? 'newest' : 'older'}">${range}${dot}</g>`
    })
    .join('')
  return (
    `<g class="${ours ? 'ours' : 'rival'}"><text x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${escape(title)}</text>${dots}` +
    `<text class="${dots === '' ? 'quiet' : ''}" x="${dots === '' ? LEFT : WIDTH - RIGHT + 14}" y="${y + 4}">${escape(note)}</text></g>`
  )
}

function goalLine(row, scale, bottom) {
  const limit = row.goal?.limit
  if (limit === undefined || limit < scale.low || limit > scale.high) return []
  const x = scale.x(limit)
  return [
    `<line class="goal" x1="${x}" x2="${x}" y1="${TOP - 8}" y2="${bottom}"/>`,
    `<text class="quiet" x="${x}" y="${TOP - 12}" text-anchor="middle">goal ${escape(row.goal.text)}</text>`,
  ]
}

/** Where a value lies, and the ticks of the axis. Values outside of it, such as a worst sample, stand at its ends. */
function scaleOf(row, marks) {
  const values = marks.map((mark) => mark.p50).filter((value) => value > 0)
  if (row.goal?.limit > 0) values.push(row.goal.limit)
  const least = Math.min(...values, Infinity)
  const most = Math.max(...values, -Infinity)
  const width = WIDTH - LEFT - RIGHT
  if (values.length > 0 && most / least > 20 && row.floor === undefined) {
    const low = 10 ** Math.floor(Math.log10(least))
    const high = 10 ** Math.ceil(Math.log10(most * 1.01))
    const span = Math.log10(high / low)
    const ticks = Array.from({ length: Math.round(span) + 1 }, (_, n) => low * 10 ** n)
    return {
      low,
      high,
      ticks,
      x: (value) => at(value <= low ? 0 : Math.log10(Math.min(value, high) / low) / span),
    }
  }
  const step = stepOf(values.length > 0 ? most * 1.15 : 1)
  const high = step * Math.ceil((values.length > 0 ? most * 1.15 : 1) / step)
  const ticks = Array.from({ length: Math.round(high / step) + 1 }, (_, n) => n * step)
  return { low: 0, high, ticks, x: (value) => at(Math.min(value, high) / high) }

  function at(part) {
    return Math.round((LEFT + Math.max(0, part) * width) * 10) / 10
  }
}

/** A round step that gives three to seven ticks. */
function stepOf(high) {
  const power = 10 ** Math.floor(Math.log10(high))
  return [0.2, 0.5, 1, 2].map((part) => part * power).find((step) => high / step <= 6)
}

function plain(number) {
  return String(Number(number.toPrecision(6)))
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
