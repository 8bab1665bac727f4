/** One thread of the allocator stress: fills each block with its own mark and looks whether the mark stays. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { appear, loadCore } from './shared-words.ts'

const { parts, ident, seed } = workerData as { parts: never; ident: number; seed: number }
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
const random = randomFrom(seed + ident)
const live: [number, number][] = []
let verdict = 'ok'
for (let step = 0; step < 30_000; step++) {
  if (live.length > 50) {
    const [taken] = live.splice(integer(random, 0, live.length), 1)
    const [address, bytes] = taken ?? [0, 0]
    if (!core.memory.u8.subarray(address, address + bytes).every((byte) => byte === ident))
      verdict = 'overwritten'
    core.arena.free(address, bytes)
  }
  const bytes = integer(random, 1, random() < 0.02 ? 5000 : 200)
  const address = core.arena.allocate(bytes)
  core.memory.u8.fill(ident, address, address + bytes)
  live.push([address, bytes])
}
parentPort?.postMessage(verdict)
