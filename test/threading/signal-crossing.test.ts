/** How events, semaphores, barriers and their like come to other threads: by capture, inside of each other, as twins. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Barrier, BoundedSemaphore, CountDownLatch, Event, Once, Semaphore, Thread } from 'nogil'
import { untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import { whereItRuns } from './fixtures/action-helper.ts'
import * as place from './fixtures/meeting-place.ts'

test('the action runs in the thread that comes last, with the modules that only it needs', () => {
  const places = makeWords()
  const barrier = new Barrier(2, { action: () => addTo(places, whereItRuns() === 'main' ? 0 : 1, 1) })
  const thread = new Thread({
    target: () => {
      while (barrier.nWaiting !== 1);
      return barrier.wait()
    },
  })
  thread.start()
  assert.equal(barrier.wait({ timeout: 10_000 }), 0)
  assert.equal(thread.result(), 1)
  assert.deepEqual([read(places, 0), read(places, 1)], [0, 1])
})

test('an action may use its own barrier', () => {
  const waiting = makeWords()
  const barrier: Barrier = new Barrier(2, { action: () => addTo(waiting, 0, barrier.nWaiting) })
  const thread = new Thread({ target: () => [barrier.wait(), barrier.parties] })
  thread.start()
  barrier.wait({ timeout: 10_000 })
  assert.deepEqual((thread.result() as number[])[1], 2)
  assert.equal(read(waiting, 0), 2)
})

test('an action that cannot cross is refused when the barrier is to cross, and works in its own thread', () => {
  const unsendable = new WeakMap<object, number>()
  const runs: number[] = []
  const barrier = new Barrier(1, { action: () => runs.push(unsendable.get(runs) ?? 7) })
  assert.throws(() => new Thread({ target: () => barrier.wait() }).start(), {
    name: 'CaptureError',
    message: /action/,
  })
  assert.equal(barrier.wait(), 0)
  assert.deepEqual(runs, [7])
})

test('all of them are the same object wherever a thread meets them, also in results', () => {
  const things = [
    new Barrier(1),
    new BoundedSemaphore(2),
    new CountDownLatch(1),
    new Event(),
    new Once(),
    new Semaphore(3),
  ]
  const thread = new Thread({ target: (given) => [given.map(String), given], args: [things] })
  thread.start()
  const [texts, back] = thread.result() as [string[], object[]]
  assert.deepEqual(texts, things.map(String))
  for (const [index, thing] of things.entries()) assert.equal(back[index], thing)
})

test('those of module level are the same in a thread that imports the module', async () => {
  const thread = new Thread({
    target: async () => {
      const own = (await import('./fixtures/meeting-place.js')) as typeof place
      return own.meet()
    },
  })
  thread.start()
  assert.equal(place.event.wait({ timeout: 10_000 }), true)
  assert.equal(await place.latch.waitAsync({ timeout: 10_000 }), true)
  assert.equal(place.permits.value, 1)
  place.once.do(() => addTo(place.actionRuns, 1, 1))
  await untilAsync(() => place.barrier.nWaiting === 1, 'the thread waits')
  assert.equal(place.barrier.wait(), 1)
  assert.equal(thread.result(), '0 <BoundedSemaphore at 0x: value=1/2>')
  assert.deepEqual([read(place.actionRuns, 0), read(place.actionRuns, 1)], [1, 1])
})
