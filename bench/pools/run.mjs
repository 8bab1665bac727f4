/**
 * nogil's pools against every rival, in one run: `node bench/pools/run.mjs [part of a scenario's name…] [options]`.
 *
 *   --rounds 3       rounds; contestants take turns within each, and begin at another one each time
 *   --only a,b       these contestants (names in contestants.mjs)
 *   --quick          one round of few tasks, to try the machinery: its numbers mean nothing
 *   --out file       where the JSON goes; a full run without it writes bench/results/pools-node<major>.json
 *
 * Each contestant plays each scenario of each round in a process of its own. One that crashes, answers wrongly, or does not
 * end in time is reported so; after two failures in a row it is not asked again in that scenario.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CONTESTANTS, whyAbsent } from './contestants.mjs'
import { SCENARIOS } from './plan.mjs'
import { PYTHON, startHogs, turn } from './turn.mjs'
import { summarize } from './verdict.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RIVALS = join(ROOT, 'bench/rivals')
const MAJOR = Number(process.versions.node.split('.')[0])

const { values: options, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
// milliseconds for one turn; the quick ones are run in tests, on machines however busy
const limit = options.quick ? 60_000 : 30_000
const rounds = options.quick ? 1 : Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  stop(`expected --rounds to be a whole number from 1, got ${options.rounds}`)
const scenarios = Object.keys(SCENARIOS).filter(
  (name) => parts.length === 0 || parts.some((part) => name.includes(part)),
)
if (scenarios.length === 0)
  stop(`expected a scenario matching ${parts.join(', ')}; there are ${Object.keys(SCENARIOS).join(', ')}`)
const names = options.only?.split(',') ?? Object.keys(CONTESTANTS)
for (const name of names) {
  if (!(name in CONTESTANTS))
    stop(`expected contestants of ${Object.keys(CONTESTANTS).join(', ')}; got ${name}`)
}
installRivals()

const began = performance.now()
const record = {
  at: new Date().toISOString(),
  command: ['node bench/pools/run.mjs', ...process.argv.slice(2)].join(' '),
  commit: output('git', ['rev-parse', 'HEAD']),
  changed: output('git', ['status', '--porcelain', 'src']) !== '',
  quick: options.quick,
  rounds,
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    load: { before: loadavg(), after: [] },
  },
  versions: versions(),
  seconds: 0,
  scenarios: {},
}
const tables = Object.fromEntries(scenarios.map((name) => [name, emptyTable(name)]))
for (let round = 0; round < rounds; round++) {
  for (const scenario of scenarios) await play(scenario, round)
}
for (const name of scenarios) record.scenarios[name] = settle(name)
record.machine.load.after = loadavg()
record.seconds = Math.round((performance.now() - began) / 1000)

const all = parts.length === 0 && options.only === undefined && !options.quick
const file = options.out ?? (all ? join(ROOT, 'bench/results', `pools-node${MAJOR}.json`) : undefined)
if (file !== undefined) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`)
  console.log(`wrote ${relative(process.cwd(), file)} after ${record.seconds} s`)
}

function emptyTable(scenario) {
  return new Map(
    names.map((name) => [
      name,
      { samples: {}, failures: [], inARow: 0, absent: whyAbsent(CONTESTANTS[name], scenario, MAJOR) },
    ]),
  )
}

/** One round of one scenario: everybody's turn. */
async function play(scenario, round) {
  const plan = SCENARIOS[scenario]
  const amounts = { ...plan.amounts, ...(options.quick ? plan.quick : {}) }
  const table = tables[scenario]
  const stopHogs = startHogs(options.quick ? Math.min(1, plan.hogs ?? 0) : (plan.hogs ?? 0))
  try {
    for (let place = 0; place < names.length; place++) {
      const name = names[(place + round) % names.length]
      const entry = table.get(name)
      for (let time = 0; time < (options.quick ? 1 : (plan.repeat ?? 1)); time++) {
        if (entry.absent !== undefined || entry.inARow >= 2) continue
        const { samples, failure } = await turn(CONTESTANTS[name], scenario, amounts, limit)
        entry.inARow = failure === undefined ? 0 : entry.inARow + 1
        if (failure !== undefined) entry.failures.push({ round: round + 1, ...failure })
        for (const row of Object.keys(plan.rows)) {
          if (samples?.[row] !== undefined) (entry.samples[row] ??= []).push(...samples[row])
        }
      }
      process.stderr.write(`round ${round + 1} ${scenario} ${name}: ${said(entry, plan)}\n`)
    }
  } finally {
    stopHogs()
  }
}

function said(entry, plan) {
  if (entry.absent !== undefined) return entry.absent
  const numbers = Object.entries(plan.rows).map(([key, { unit, better }]) =>
    entry.samples[key] === undefined ? 'nothing' : `${summarize(entry.samples[key], better).p50} ${unit}`,
  )
  return [...numbers, ...(entry.failures.length > 0 ? [entry.failures.at(-1).what] : [])].join(', ')
}

function settle(scenario) {
  const { what, rows } = SCENARIOS[scenario]
  return {
    what,
    rows: Object.fromEntries(
      Object.entries(rows).map(([key, row]) => [key, { ...row, contestants: columns(scenario, key, row) }]),
    ),
  }
}

function columns(scenario, key, { better }) {
  return Object.fromEntries(
    [...tables[scenario]].map(([name, { samples, failures, absent }]) => {
      if (absent !== undefined) return [name, { absent }]
      const summary = samples[key] === undefined ? {} : summarize(samples[key], better)
      return [name, { ...summary, ...(failures.length > 0 ? { failures } : {}) }]
    }),
  )
}

/** The rivals are no dependencies of the project: they are installed when a run wants one of them. */
function installRivals() {
  if (!names.some((name) => CONTESTANTS[name].package !== undefined)) return
  if (existsSync(join(RIVALS, 'node_modules'))) return
  process.stderr.write('npm ci in bench/rivals …\n')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: RIVALS,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function versions() {
  const found = { node: process.version, v8: process.versions.v8 }
  for (const name of names) {
    const { python, package: rival } = CONTESTANTS[name]
    if (python !== undefined) found.python = output(PYTHON, ['--version'])
    if (rival !== undefined) {
      const text = readFileSync(join(RIVALS, 'node_modules', rival, 'package.json'), 'utf8')
      found[rival] = JSON.parse(text).version
    }
  }
  return found
}

/** What the program prints; 'unknown' without it, as in a copy of the sources that is no clone. */
function output(program, args) {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

function stop(message) {
  console.error(message)
  process.exit(1)
}
