/** Every picture of the documentation: the name of its file, and what draws it from what is in the repository. */
import { readFileSync } from 'node:fs'
import { draw as drawDeadlock } from './deadlock.mjs'
import { draw as drawKindsOfWork } from './kinds-of-work.mjs'
import { draw as drawLayers } from './layers.mjs'
import { draw as drawLife } from './life-of-a-thread.mjs'
import { draw as drawRace } from './race.mjs'

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const json = (path) => JSON.parse(read(path))

/** Pictures of a run: what `NAME-run.ts` prints is kept as docs/pictures/NAME.json. */
export const RECORDED = ['race', 'deadlock']

export const pictures = {
  'life-of-a-thread.svg': () => drawLife(),
  'layers.svg': () => drawLayers(read('docs/architecture.md')),
  'race.svg': () => drawRace(json('docs/pictures/race.json')),
  'deadlock.svg': () => drawDeadlock(json('docs/pictures/deadlock.json')),
  'kinds-of-work.svg': () => drawKindsOfWork(json('bench/results/kinds-of-work.json')),
}
