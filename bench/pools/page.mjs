/**
 * docs/benchmarks.md and its charts, from the results in bench/results: `node bench/pools/page.mjs [--check]`.
 *
 * With --check nothing is written; it fails when the page or a chart is not the one that the results make.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chart } from './chart.mjs'
import { CONTESTANTS } from './contestants.mjs'
import { pageText } from './page-text.mjs'
import { comparisons } from './verdict.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PAGE = join(ROOT, 'docs/benchmarks.md')
const CHARTS = join(ROOT, 'docs/benchmarks')
const RESULTS = join(ROOT, 'bench/results')

/** Files and their texts, as the results make them. */
export function pages(records, threads) {
  const files = new Map([[PAGE, pageText(records, threads)]])
  for (const { key, row, lines } of comparisons(records, CONTESTANTS)) {
    // who has no means for the scenario stands in the table
    const played = lines.filter(({ cells }) => cells.some((cell) => cell.absent === undefined))
    const svg = chart(
      row,
      played,
      records.map((record) => `Node ${record.versions.node.slice(1)}`),
    )
    files.set(join(CHARTS, `${key}.svg`), svg)
  }
  return files
}

/** The results in the repository, the newest Node first. */
export function results(prefix) {
  return readdirSync(RESULTS)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')))
    .toSorted((a, b) => major(b) - major(a))
}

function major(record) {
  return Number.parseInt(record.versions.node.slice(1), 10)
}

function stale(files) {
  const charts = existsSync(CHARTS) ? readdirSync(CHARTS).map((name) => join(CHARTS, name)) : []
  return {
    wrong: [...files]
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
      .map(([file]) => file),
    extra: charts.filter((file) => !files.has(file)),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = pages(results('pools-node'), results('threads-node'))
  const { wrong, extra } = stale(files)
  const names = [...wrong, ...extra].map((file) => relative(ROOT, file))
  if (process.argv.includes('--check')) {
    if (names.length > 0) {
      console.error(`not what bench/results makes: ${names.join(', ')}; run node bench/pools/page.mjs`)
      process.exitCode = 1
    }
  } else {
    for (const file of wrong) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, files.get(file))
    }
    for (const file of extra) rmSync(file)
    console.log(names.length > 0 ? `wrote ${names.join(', ')}` : 'all up to date')
  }
}
