/** A wait for a mutex of the library's own, in the thread that has to free it when its holder is dead. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const ME = 1
const DEAD = 9

test('a wait for a mutex of a dead holder lasts until the look at it has freed the mutex', () => {
  openArena(core, 'wasm')
  const mutex = core.arena.allocateZeroed(64)
  assert.ok(core.mutex.tryAcquire(mutex, DEAD))
  const looks: { readonly address: number; readonly holder: number }[] = []
  core.park.onFirmWait((address, value) => {
    looks.push({ address, holder: value >>> 1 })
    // the first look comes before the end is known
    if (looks.length === 2) core.mutex.breakDead(address, DEAD)
  })
  assert.ok(core.mutex.acquire(mutex, ME, Infinity))
  assert.equal(core.mutex.holder(mutex), ME)
  assert.deepEqual(looks, [
    { address: mutex, holder: DEAD },
    { address: mutex, holder: DEAD },
  ])
})

test('nobody looks at the holder in a wait for an object, or in one with a deadline', () => {
  openArena(core, 'wasm')
  const mutex = core.arena.allocateZeroed(64)
  assert.ok(core.mutex.tryAcquire(mutex, DEAD))
  let looks = 0
  core.park.onFirmWait(() => (looks += 1))
  assert.equal(core.mutex.acquire(mutex, ME, performance.now() + 60), false)
  assert.equal(core.mutex.acquire(mutex, ME, performance.now() + 60, mutex), false)
  assert.equal(looks, 0)
})
