/** What a thread held is given back when it has ended, however it ends. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, memory, Semaphore, SharedList, SharedMap, Thread } from 'nogil'
import { integer, withSeed } from '../support/seed.ts'
import { untilAsync } from '../support/waiters.ts'
import { allowMs } from '../support/watchdog.ts'

type Ending = 'returns' | 'throws' | 'exits' | 'dies'

/** Makes objects of its own, keeps what it was given, and ends. */
function holds(given: Semaphore, ending: Ending, count: number): void {
  const made: object[] = [given]
  for (let n = 0; n < count; n++) {
    const list = new SharedList<unknown>()
    list.push(new Semaphore(), 'a text that is longer than what fits into a slot')
    made.push(list)
  }
  if (ending === 'throws') throw new Error(`thrown with ${made.length} objects`)
  if (ending === 'exits') process.exit(3)
  if (ending === 'dies') (process as unknown as { reallyExit(code: number): never }).reallyExit(3)
}

function left(): string {
  const { objects } = memory()
  return `${objects['SharedList']?.count ?? 0} lists, ${objects['Semaphore']?.count ?? 0} semaphores`
}

for (const ending of ['returns', 'throws', 'exits', 'dies'] as const) {
  test(`a thread that ${ending} gives back what it was given and what it has made`, async () => {
    allowMs(60_000)
    const before = left()
    const given = new Semaphore()
    const thread = new Thread({ target: holds, args: [given, ending, 500] })
    thread.start()
    await thread.joinAsync()
    given.dispose()
    await untilAsync(() => left() === before, `nothing is left of the thread's: ${before}`)
  })
}

test('a thread that dies with its arguments unread, or in the middle of its work, leaves collections usable', () =>
  withSeed(async (random) => {
    allowMs(120_000)
    const map = new SharedMap<string, unknown>()
    const list = new SharedList<unknown>()
    const before = left()
    for (let round = 0; round < 12; round++) {
      const started = new Semaphore(0)
      const doomed = new Thread({
        target: (m: SharedMap<string, unknown>, l: SharedList<unknown>, go: Semaphore, steps: number) => {
          go.release()
          for (let step = 0; ; step++) {
            const key = `key ${step % 50}`
            m.set(key, ['value', 'x'.repeat(step % 300), { step }])
            if (step % 3 === 0) m.delete(key)
            l.push({ step }, 'y'.repeat(100))
            if (l.length > 40) l.splice(3, 30, 'z'.repeat(40))
            if (step === steps) (process as unknown as { reallyExit(code: number): never }).reallyExit(3)
          }
        },
        args: [map, list, started, integer(random, 0, 400)],
        daemon: true,
      })
      doomed.start()
      started.acquire()
      await doomed.joinAsync()
      for (const [key, value] of map) {
        const [word, , { step }] = value as [string, string, { step: number }]
        assert.equal(word, 'value')
        assert.equal(key, `key ${step % 50}`)
      }
      for (const element of list) assert.ok(typeof element === 'string' || 'step' in (element as object))
      map.set('mine', round)
      assert.equal(map.get('mine'), round)
      map.delete('mine')
      started.dispose()
    }
    await untilAsync(() => left() === before, `nothing is left of the dead threads': ${before}`)
    map[Symbol.dispose]()
    list[Symbol.dispose]()
  }))

test('what a thread still holds and another has as well is there for the other', async () => {
  const lock = new Lock()
  const thread = new Thread({
    target: (given: Lock) => {
      given.acquire()
      ;(process as unknown as { reallyExit(code: number): never }).reallyExit(3)
    },
    args: [lock],
  })
  thread.start()
  await thread.joinAsync()
  assert.equal(lock.acquire({ timeout: 20_000 }), true)
  assert.ok(lock.ownerDied !== undefined)
  lock.release()
  lock.dispose()
})
