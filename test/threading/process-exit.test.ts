/** A thread that calls `process.exit()` runs no `finally`: what it held is as after its death. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Once, shared, SharedList, SharedMap, Thread, update } from 'nogil'

function exitIn(target: () => unknown): void {
  const thread = new Thread({ target })
  thread.start()
  thread.join()
}

test('a lock held by a thread that calls process.exit() is free, and says whose it was', () => {
  const lock = new Lock()
  exitIn(() => {
    lock.acquire()
    process.exit()
  })
  assert.equal(lock.acquire({ timeout: 10_000 }), true)
  assert.equal(lock.ownerDied?.name, 'OwnerDiedError')
})

test('a collection whose callback calls process.exit() is usable, and as it was before', () => {
  const map = new SharedMap([['a', 1]])
  const list = new SharedList([3, 1])
  const object = shared({ x: 1 })
  exitIn(() => map.update('a', () => process.exit()))
  exitIn(() => list.sort(() => process.exit()))
  exitIn(() => update(object, 'x', () => process.exit()))
  assert.deepEqual([map.get('a'), [...list], object.x], [1, [3, 1], 1])
  map.set('a', 2)
  list.push(5)
  object.x = 9
  assert.deepEqual([map.get('a'), [...list], object.x], [2, [3, 1, 5], 9])
})

test('a Once whose function calls process.exit() is run again', () => {
  const once = new Once()
  exitIn(() => once.do(() => process.exit()))
  let ran = 0
  once.do(() => (ran += 1))
  assert.equal(ran, 1)
})
