/** docs/benchmarks.md and its charts are what the results make them, and say where nogil is behind and who failed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'

interface Row {
  readonly title: string
  readonly unit: string
  readonly better: 'less' | 'more'
  readonly goal?: { readonly text: string; readonly limit?: number }
  readonly contestants: Readonly<Record<string, object>>
}
const { pageText } = (await import(`${ROOT}bench/pools/page-text.mjs`)) as {
  pageText(records: readonly object[], threads: readonly object[]): string
}
const { chart } = (await import(`${ROOT}bench/pools/chart.mjs`)) as {
  chart(row: object, lines: readonly object[], nodes: readonly string[]): string
}

function recordOf(row: Row, rest: object = {}): object {
  return {
    at: '2026-01-02T03:04:05.000Z',
    commit: '0123456789abcdef',
    changed: false,
    quick: false,
    rounds: 5,
    seconds: 9,
    machine: {
      cpu: 'a CPU',
      cores: 2,
      memory: '1 GiB',
      system: 'linux',
      load: { before: [0.1], after: [1] },
    },
    versions: { node: 'v24.0.0', python: 'Python 3.11.2' },
    scenarios: { trip: { what: 'A trip.', rows: { trip: row } } },
    ...rest,
  }
}

function cell(p50: number): object {
  return { p50, best: p50 / 2, worst: p50 * 2, samples: 3 }
}

const ROW: Row = {
  title: 'One task',
  unit: 'µs',
  better: 'less',
  goal: { text: '≤ 12 µs', limit: 12 },
  contestants: {
    'nogil-blocking': cell(10),
    'nogil-awaiting': cell(20),
    piscina: cell(5),
    tinypool: cell(40),
    workerpool: { failures: [{ round: 1, what: 'hangs', message: '' }] },
    'cpython-threads': cell(9.9),
  },
}

test('the page and the charts are those that the results in the repository make', async () => {
  const { code, stderr } = await runNode([`${ROOT}bench/pools/page.mjs`, '--check'])
  assert.deepEqual([code, stderr], [0, ''])
})

test('the page names each contestant that is ahead of the better form of nogil, by which factor, and nobody else', () => {
  const page = pageText([recordOf(ROW)], [])
  assert.match(page, /^- One task: piscina by 2 ×$/m)
  assert.match(page, /^\| One task \| 10 µs \| 5 µs \(piscina\) \| 9\.9 µs \| ≤ 12 µs \| yes \|$/m)
  const ahead = pageText([recordOf({ ...ROW, better: 'more', goal: { text: '≥ 50 µs', limit: 50 } })], [])
  assert.match(ahead, /^- One task: tinypool by 2 ×$/m)
  assert.match(ahead, /\| ≥ 50 µs \| no \|$/m)
})

test('the page names who failed, how, and in how many rounds', () => {
  const page = pageText([recordOf(ROW)], [])
  assert.match(page, /^- workerpool, `trip`, Node 24\.0\.0: hangs; in 1 of 5 rounds$/m)
  assert.match(page, /^\| workerpool \| _hangs_ \| {2}\|$/m)
})

test('results of a quick run make no page', () => {
  assert.throws(() => pageText([recordOf(ROW, { quick: true })], []), /found those of --quick/)
})

test('a chart has a dot for each number, at its place on the axis, and is well-formed text', () => {
  const mark = { p50: 50, best: 40, worst: 60 }
  const lines = [
    { title: 'a <b> & c', ours: true, marks: [mark, undefined], note: '50 µs' },
    { title: 'd', ours: false, marks: [undefined, undefined], note: 'hangs' },
    { title: 'e', ours: false, marks: [{ p50: 100, best: 90, worst: 1e9 }, mark], note: '' },
  ]
  const svg = chart(ROW, lines, ['Node 24', 'Node 20'])
  const dots = [...svg.matchAll(/<circle class="dot" cx="([\d.]+)"/g)].map(([, x]) => Number(x))
  assert.equal(dots.length, 3)
  assert.equal(dots[0], dots[2])
  assert.ok(Number(dots[1]) > Number(dots[0]))
  assert.match(svg, /a &lt;b&gt; &amp; c/)
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/)
})
