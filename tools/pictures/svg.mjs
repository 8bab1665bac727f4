/**
 * The few shapes of which the pictures are made, as SVG text. The same input gives the same text on every machine: no
 * sizes are asked of a font, so each text gets room enough for a wide one.
 */
export const COLORS = {
  ink: '#1f2933',
  faint: '#7b8794',
  line: '#9aa5b1',
  paper: '#ffffff',
  thread: '#dbeafe',
  threadLine: '#2563eb',
  carrier: '#fef3c7',
  carrierLine: '#b45309',
  lock: '#e5e7eb',
  lockLine: '#4b5563',
  bad: '#dc2626',
  badFill: '#fee2e2',
  good: '#15803d',
}

const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif'

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A whole picture on a white card, so that it can be read on dark pages too. */
export function picture({ width, height, title, shapes }) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family='${FONT}'>`,
    `<title>${escape(title)}</title>`,
    '<defs>',
    ...Object.entries({ line: COLORS.faint, bad: COLORS.bad, thread: COLORS.threadLine }).map(
      ([name, color]) =>
        `<marker id="${name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 10 5 0 10z" fill="${color}"/></marker>`,
    ),
    '</defs>',
    `<rect width="${width}" height="${height}" rx="12" fill="${COLORS.paper}"/>`,
    ...shapes.flat(Infinity),
    '</svg>',
    '',
  ].join('\n')
}

export function text(x, y, words, { size = 15, color = COLORS.ink, anchor = 'middle', bold = false } = {}) {
  const weight = bold ? ' font-weight="600"' : ''
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${color}" text-anchor="${anchor}"${weight}>${escape(words)}</text>`
}

/** A box with one or two lines in its middle. */
export function box({ x, y, width, height, lines, fill, stroke, size = 15, dashed = false }) {
  const first = y + height / 2 + size * 0.35 - ((lines.length - 1) * size * 1.3) / 2
  const dash = dashed ? ' stroke-dasharray="5 4"' : ''
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dash}/>`,
    ...lines.map((line, n) => {
      const style = n === 0 ? { size, bold: true } : { size: size - 2, color: COLORS.faint }
      return text(x + width / 2, round(first + n * size * 1.3), line, style)
    }),
  ]
}

/** A line from point to point with an arrow at its end; `kind` is line, bad or thread. */
export function arrow(points, { kind = 'line', dashed = false } = {}) {
  const color = { line: COLORS.faint, bad: COLORS.bad, thread: COLORS.threadLine }[kind]
  const path = points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(' ')
  const dash = dashed ? ' stroke-dasharray="5 4"' : ''
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.8"${dash} marker-end="url(#${kind})"/>`
}

export function line(x1, y1, x2, y2, color = COLORS.line) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="1.5"/>`
}

export function bar(x, y, width, height, fill) {
  return `<rect x="${x}" y="${y}" width="${round(width)}" height="${height}" rx="3" fill="${fill}"/>`
}

/** Two digits are enough for a screen, and hide what processors differ in. */
export function round(value) {
  return Math.round(value * 100) / 100
}
