/** Freeing the mutexes of threads that have died, and mailboxes whose block served another thread before. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const ROUNDS = 200_000
const MARKS = 20_000

test('the mutex of a dead owner is freed also when a waiter marks it at that moment', async () => {
  const parts = openArena(core, 'wasm')
  const lock = core.arena.allocateZeroed(64)
  const flags = core.arena.allocateZeroed(64)
  const marker = inWorkers('./mutex-marker-worker.js', 1, { parts, lock, flags })
  while (core.atomics.load(flags) === 0) await new Promise((resolve) => setImmediate(resolve))
  let left = 0
  const marks = (): number => core.atomics.load(flags + 4)
  const giveUpAt = performance.now() + 10_000
  for (let round = 0; round < ROUNDS || (marks() < MARKS && performance.now() < giveUpAt); round++) {
    core.atomics.store(lock, 7 << 1)
    // the waiter needs about this long to see the store; its mark is to fall into breakDead()
    for (let pause = round % 400; pause > 0; pause--) Math.sqrt(pause)
    if (!core.mutex.breakDead(lock, 7)) left += 1
  }
  core.atomics.store(flags, 2)
  await marker
  assert.ok(marks() >= MARKS, 'the waiter hardly ever came between')
  assert.equal(left, 0)
})

test('a mutex that another thread holds is not freed for a dead one', () => {
  openArena(core, 'wasm')
  const lock = core.arena.allocateZeroed(64)
  core.mutex.acquire(lock, 3, Infinity)
  assert.equal(core.mutex.breakDead(lock, 7), false)
  assert.equal(core.mutex.holder(lock), 3)
})

test('a ring wakes the loop that listens, though an older listener of the same block was never taken off', async () => {
  openArena(core, 'wasm')
  const block = core.arena.allocateZeroed(core.layout.THREAD_BYTES)
  const word = block + core.layout.T_MAIL
  const stale = core.atomics.waitAsync(word, 0)
  const listening = core.atomics.waitAsync(word, 0)
  core.mailbox.ring(block)
  const hold = setTimeout(() => {}, 10_000) // a pending waitAsync keeps no loop alive
  assert.deepEqual(await Promise.all([stale, listening]), ['ok', 'ok'])
  clearTimeout(hold)
})
