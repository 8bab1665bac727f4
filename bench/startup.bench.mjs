/** What `nogil run` costs a program before its first line, against `node`, in milliseconds of wall time per process. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const PRELOAD = new URL('../dist/platform/typescript-preload.js', import.meta.url).href
const ROUNDS = 15

const folder = mkdtempSync(join(tmpdir(), 'nogil-bench-'))
const typescript = join(folder, 'program.ts')
const javascript = join(folder, 'program.mjs')
writeFileSync(typescript, 'const x: number = 1\nif (x > 1) throw x\n')
writeFileSync(javascript, 'const x = 1\nif (x > 1) throw x\n')
const contestants = {
  'node program.mjs': [javascript],
  'node --import hooks program.ts': [`--import=${PRELOAD}`, typescript],
  'nogil run program.ts': [CLI, 'run', typescript],
}
const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
try {
  // Round by round, so that a busy moment of the machine meets all of them.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, args] of Object.entries(contestants)) {
      const started = performance.now()
      const { status } = spawnSync(process.execPath, args)
      if (status !== 0) throw new Error(`${name} ended with ${status}`)
      if (round > 0) times[name].push(performance.now() - started)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
const result = {}
for (const [name, all] of Object.entries(times)) {
  all.sort((a, b) => a - b)
  result[name] = {
    median: round1(all[all.length >> 1]),
    min: round1(all[0]),
    p99: round1(all.at(-1)),
    unit: 'ms',
  }
  console.log(`${name.padEnd(32)} ${result[name].median} ms`)
}
console.log(JSON.stringify(result))

function round1(milliseconds) {
  return Math.round(milliseconds * 10) / 10
}
