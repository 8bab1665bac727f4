import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()

for (const engine of ['wasm', 'atomics'] as const) {
  test(`${engine}: every signal that four threads add and take is taken by one of them, and once`, async () => {
    const parts = openArena(core, engine)
    const word = core.arena.allocateZeroed(64)
    const results = (await inWorkers('./signal-set-worker.js', 4, { parts, word })) as {
      added: number
      taken: number
    }[]
    const added = results.reduce((sum, result) => sum + result.added, 0)
    const taken = results.reduce((sum, result) => sum + result.taken, 0)
    const left = core.signals.signalsIn(core.signals.takeSignals(word, -1)).length
    assert.equal(taken + left, added)
    assert.ok(taken > 0)
  })
}

test('a set holds signals 1 to 31, and what is taken is what was there', () => {
  openArena(core, 'wasm')
  const word = core.arena.allocateZeroed(64)
  const { addSignals, setOf, signalsIn, takeSignals } = core.signals
  for (const signal of [31, 2, 15]) addSignals(word, setOf(signal))
  assert.deepEqual(signalsIn(core.atomics.load(word)), [2, 15, 31])
  assert.deepEqual(signalsIn(takeSignals(word, setOf(2) | setOf(3))), [2])
  assert.equal(takeSignals(word, setOf(2)), 0)
  assert.deepEqual(signalsIn(takeSignals(word, -1)), [15, 31])
  assert.equal(core.atomics.load(word), 0)
})
