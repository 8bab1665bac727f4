/**
 * Ten million objects: made and disposed of in tight loops on four threads, and dropped across turns on two, in an arena
 * of 64 MiB, which has room for one million. What it takes and what is left; and what one object costs that is made and
 * disposed of.
 *
 *   npm run build && node bench/reclaim.bench.mjs            # prints
 *   node bench/reclaim.bench.mjs --write                     # also bench/results/reclaim-node<major>.json
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

const COUNT = 10_000_000
const ARENA_MB = '64'

const PROGRAMS = {
  disposed: `
    import { AtomicInt32, Lock, Thread } from 'nogil'
    const work = (count) => {
      for (let n = 0; n < count; n += 2) {
        new Lock().dispose()
        new AtomicInt32(n)[Symbol.dispose]()
      }
    }
    const threads = Array.from({ length: 4 }, () => new Thread({ target: work, args: [${COUNT / 4}] }))
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result()
  `,
  dropped: `
    import { AtomicInt32, Lock, Thread } from 'nogil'
    const work = async (count) => {
      for (let made = 0; made < count; ) {
        for (let n = 0; n < 10_000; n += 2, made += 2) {
          new Lock()
          new AtomicInt32(n)
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const threads = Array.from({ length: 2 }, () => new Thread({ target: work, args: [${COUNT / 2}] }))
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result()
  `,
}

const COSTS = `
  import { AtomicInt32, Lock } from 'nogil'
  const measure = (make, count) => {
    const began = performance.now()
    for (let n = 0; n < count; n++) make()
    return ((performance.now() - began) / count) * 1e6
  }
  const costs = (make) => {
    measure(make, 100_000)
    return Math.round(Math.min(...[1, 2, 3, 4, 5].map(() => measure(make, 200_000))))
  }
  setImmediate(() => {
    const lock = costs(() => new Lock().dispose())
    const atomic = costs(() => new AtomicInt32()[Symbol.dispose]())
    console.log(JSON.stringify({ lockNs: lock, atomicInt32Ns: atomic }))
  })
`

const MEMORY = `
  import { memory } from 'nogil'
  import { readFileSync } from 'node:fs'
  const before = memory().used
`

const AFTER = `
  const { used, size } = memory()
  const peak = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  console.log(JSON.stringify({ usedBefore: before, usedAfter: used, size, peakRssMb: Math.round(Number(peak[1]) / 1024) }))
`

/** From a file in the package, so that 'nogil' is what is measured. */
function run(text) {
  const began = performance.now()
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NOGIL_ARENA_MB: ARENA_MB },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return { seconds: Math.round((performance.now() - began) / 100) / 10, ...JSON.parse(stdout) }
}

const result = { node: process.version, objects: COUNT, load: loadavg()[0] }
for (const [name, program] of Object.entries(PROGRAMS)) {
  result[name] = run(MEMORY + program + AFTER)
  console.log(name, result[name])
}
result.cost = run(COSTS)
console.log('made and disposed of', result.cost)
if (process.argv.includes('--write')) {
  const major = process.version.slice(1).split('.')[0]
  writeFileSync(
    new URL(`results/reclaim-node${major}.json`, import.meta.url),
    `${JSON.stringify(result, undefined, 2)}\n`,
  )
}
