/**
 * Runs the benchmarks of bench/ and keeps what they measured: `npm run bench [-- part of a name…] [--any-load]`.
 *
 * A benchmark is a file bench/**\/x.bench.js (or .mjs, .ts) that prints, as its last line, a JSON object: names to
 * numbers or to { median, p99, min, unit }. Each runs in a process of its own through `nogil run`. The result is one file in
 * bench/results with the machine, the versions and the commit, since a number without them says nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { join, relative } from 'node:path'
import { ROOT } from './pack.mjs'

const BENCH = join(ROOT, 'bench')
const words = process.argv.slice(2)
const wanted = words.filter((word) => !word.startsWith('--'))

const files = readdirSync(BENCH, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.bench\.(js|mjs|ts)$/.test(name) && !name.includes('node_modules'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
if (files.length === 0)
  stop(`expected bench/**/*.bench.js${wanted.length > 0 ? ` matching ${wanted.join(', ')}` : ''}, found none`)

// Others' work on the same cores makes a number worthless (measured: 2.5 times the spread at load 2 on 2 cores).
const load = loadavg()[0]
if (load > availableParallelism() / 2 && !words.includes('--any-load')) {
  stop(
    `the machine is busy (load ${load.toFixed(2)} on ${availableParallelism()} cores); wait, or give --any-load`,
  )
}

const record = {
  at: new Date().toISOString(),
  commit: git(['rev-parse', 'HEAD']),
  changed: git(['status', '--porcelain', 'src']) !== '',
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    loadBefore: load,
  },
  versions: { node: process.version, v8: process.versions.v8 },
  results: {},
}
for (const name of files) {
  console.log(`\n${name}`)
  record.results[name] = measure(join(BENCH, name))
}
const folder = join(BENCH, 'results')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${record.at.replaceAll(':', '-').slice(0, 19)}-node${process.versions.node}.json`)
writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
console.log(`\nwrote ${relative(ROOT, file)}`)

function measure(path) {
  const args = [join(ROOT, 'dist/cli/main.js'), 'run', '--expose-gc', path]
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  process.stdout.write(ran.stdout)
  if (ran.status !== 0) stop(`${path} ended with ${ran.signal ?? `exit code ${ran.status}`}`)
  const last = ran.stdout.trimEnd().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(last)
  } catch {
    return stop(`${path} must print a JSON object as its last line, printed: ${last}`)
  }
}

function git(args) {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

function stop(message) {
  console.error(message)
  process.exit(1)
}
