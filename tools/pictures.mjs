/**
 * Draws docs/pictures/*.svg: `node tools/pictures.mjs`. With `--record` it first runs again what the pictures of runs
 * show, and keeps that beside them as JSON; with `--measure` also the benchmark of the chart (two minutes, CPython).
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pictures, RECORDED } from './pictures/all.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CLI = join(ROOT, 'dist/cli/main.js')
const words = process.argv.slice(2)

if (words.includes('--record')) {
  for (const name of RECORDED) {
    const printed = execFileSync(process.execPath, [CLI, 'run', join(ROOT, `tools/pictures/${name}-run.ts`)])
    const record = JSON.parse(printed.toString())
    writeFileSync(join(ROOT, `docs/pictures/${name}.json`), `${JSON.stringify(record, null, 2)}\n`)
  }
}
if (words.includes('--measure')) {
  const out = join(ROOT, 'bench/results/kinds-of-work.json')
  execFileSync(process.execPath, [join(ROOT, 'bench/run.mjs'), 'kinds-of-work', `--out=${out}`], {
    stdio: 'inherit',
  })
}
for (const [name, draw] of Object.entries(pictures)) {
  writeFileSync(join(ROOT, 'docs/pictures', name), draw())
}
