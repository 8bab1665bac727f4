/** The times of bench/scenarios/kinds-of-work.bench.ts: four ways to do eight pieces of work, here and in CPython. */
import { bar, COLORS, line, picture, text } from './svg.mjs'

const KINDS = [
  { word: 'computations', title: '8 pieces of work that compute' },
  { word: 'waits', title: '8 pieces of work that wait' },
]
const WAYS = ['one after the other', 'a thread each', 'a pool of 4', 'await']
const [LEFT, FULL] = [200, 470]
const ROW = 62
const PANEL = 90 + WAYS.length * ROW
const PYTHON = '#9aa5b1'

/** @param record - what bench/results/kinds-of-work.json holds. */
export function draw({ results: files, machine, versions }) {
  const results = files['kinds-of-work.bench.ts']
  return picture({
    width: 860,
    height: KINDS.length * PANEL + 80,
    title: 'Four ways to do eight pieces of work, nogil and CPython',
    shapes: [
      KINDS.map(({ word, title }, n) => panel(30 + n * PANEL, title, rowsOf(results, word))),
      bar(30, KINDS.length * PANEL + 16, 14, 14, COLORS.threadLine),
      text(52, KINDS.length * PANEL + 28, `nogil on Node ${versions.node}`, { anchor: 'start', size: 14 }),
      bar(270, KINDS.length * PANEL + 16, 14, 14, PYTHON),
      text(292, KINDS.length * PANEL + 28, versions.python.replace('Python', 'CPython'), {
        anchor: 'start',
        size: 14,
      }),
      text(
        30,
        KINDS.length * PANEL + 56,
        `Length: time against one after the other, each in its own language. ${machine.cores} cores. Shorter is better.`,
        { anchor: 'start', size: 13, color: COLORS.faint },
      ),
    ],
  })
}

function rowsOf(results, word) {
  return WAYS.map((way) => {
    const row = results[`8 ${word}, ${way}`]
    if (row === undefined) throw new Error(`expected a result "8 ${word}, ${way}", run the benchmark again`)
    return { way, nogil: row.nogil.p50, python: row.python.p50 }
  })
}

function panel(top, title, rows) {
  const [turn] = rows
  const most = Math.max(...rows.flatMap((row) => [row.nogil / turn.nogil, row.python / turn.python]))
  const length = (part) => (part / most) * FULL
  return [
    text(30, top + 14, title, { anchor: 'start', bold: true, size: 17 }),
    rows.map(({ way, nogil, python }, n) => {
      const y = top + 34 + n * ROW
      return [
        text(LEFT - 14, y + 27, way, { anchor: 'end', size: 14 }),
        bar(LEFT, y, length(nogil / turn.nogil), 20, COLORS.threadLine),
        text(LEFT + length(nogil / turn.nogil) + 8, y + 15, millis(nogil), { anchor: 'start', size: 13 }),
        bar(LEFT, y + 23, length(python / turn.python), 20, PYTHON),
        text(LEFT + length(python / turn.python) + 8, y + 38, millis(python), { anchor: 'start', size: 13 }),
      ]
    }),
    line(LEFT, top + 28, LEFT, top + 34 + rows.length * ROW - 14),
  ]
}

function millis(value) {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
