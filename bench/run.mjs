/**
 * Runs the scenarios against CPython and prints one table: `node bench/run.mjs [part of a name…]`.
 *
 * What was measured goes to bench/results/threads-node<major>.json, with what a number needs to be believed; a run of
 * some of the scenarios writes nothing, unless `--out=FILE` says where.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SCENARIOS = join(ROOT, 'bench/scenarios')
const PYTHON = process.env.NOGIL_BENCH_PYTHON ?? 'python3'

const words = process.argv.slice(2)
const wanted = words.filter((word) => !word.startsWith('--'))
const out = words.find((word) => word.startsWith('--out='))?.slice('--out='.length)
const files = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
if (files.length === 0) throw new Error(`expected scenarios matching ${wanted.join(', ')}, found none`)

const record = {
  at: new Date().toISOString(),
  command: ['node bench/run.mjs', ...wanted].join(' '),
  commit: output('git', ['rev-parse', 'HEAD']),
  changed: output('git', ['status', '--porcelain', 'src']) !== '',
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    load: { before: loadavg(), after: [] },
  },
  versions: { node: process.version, v8: process.versions.v8, python: output(PYTHON, ['--version']) },
  results: {},
}
const rows = []
for (const name of files) {
  process.stderr.write(`${name} …\n`)
  const results = measure(name)
  record.results[name] = results
  rows.push(...Object.values(results))
}
record.machine.load.after = loadavg()
print(rows)

const major = process.versions.node.split('.')[0]
const file =
  out ?? (wanted.length === 0 ? join(ROOT, 'bench/results', `threads-node${major}.json`) : undefined)
if (file !== undefined) {
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true })
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  console.log(`\nwrote ${relative(ROOT, file)}`)
}
const load = Math.max(record.machine.load.before[0], record.machine.load.after[0])
if (load > record.machine.cores / 2 + 1) {
  console.log(
    `the machine was busy (load ${load.toFixed(1)} on ${record.machine.cores} cores): read the ratios, not the times`,
  )
}

function measure(name) {
  const args = [join(ROOT, 'dist/cli/main.js'), 'run', join(SCENARIOS, name)]
  const ran = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  })
  const last = ran.stdout.trimEnd().split('\n').at(-1)
  if (ran.status !== 0 || !last?.startsWith('{')) {
    throw new Error(`${name} ended with ${ran.signal ?? `exit code ${ran.status}`}, its last line: ${last}`)
  }
  return JSON.parse(last)
}

function print(rows) {
  const head = ['what', 'nogil p50', 'min', 'p99', 'CPython p50', 'ratio', 'goal', 'met']
  const lines = rows.map(({ title, unit, nogil, python, ratio, goal, met }) => [
    title,
    `${nogil.p50} ${unit}`,
    `${nogil.min}`,
    `${nogil.p99}`,
    `${python.p50} ${unit}`,
    `${ratio}`,
    goal,
    met === null ? '' : met ? 'yes' : 'no',
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  )
  for (const line of [head, widths.map((width) => '-'.repeat(width)), ...lines]) {
    console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
  }
}

function output(program, args) {
  return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' }).trim()
}
