/** Atomic waits of all kinds at once: as many say 'ok' as notifies have counted, and none is left behind. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { AtomicInt32 } from 'nogil/shared'
import { integer, withSeed } from '../support/seed.ts'
import { addressOf, viewOf } from '../support/waiters.ts'
import { awaitUntilDone, blockUntilDone, notifyMany } from './wait-stress.ts'
import type { Told } from './wait-stress.ts'

const A_LIST_HEAD = 28

test('as many waits say that they were notified as notifies have counted, in every way of waiting', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 3; round++) {
      const value = new AtomicInt32()
      const seed = integer(random, 0, 2 ** 30)
      const waiters: Thread<never[], Told | Promise<Told>>[] = [
        new Thread({ target: blockUntilDone, args: [value, seed] }),
        new Thread({ target: blockUntilDone, args: [value, seed + 1] }),
        new Thread({ target: awaitUntilDone, args: [value, seed + 2] }),
      ] as never
      const notifier = new Thread({ target: notifyMany, args: [value, seed + 3, 600] })
      for (const thread of [...waiters, notifier]) thread.start()
      const mine = awaitUntilDone(value, seed + 4)
      let notified = (await notifier.resultAsync({ timeout: 15_000 })) as number
      value.store(1)
      // one is enough: after it nobody sleeps while the value is 1
      notified += value.notify()
      const told = [await mine]
      for (const thread of waiters) told.push((await thread.resultAsync({ timeout: 15_000 })) as Told)
      const sum = (count: keyof Told): number => told.reduce((total, each) => total + each[count], 0)
      assert.equal(sum('ok'), notified)
      assert.ok(notified >= 600 && sum('other') > 0, `${notified} notified, ${sum('other')} other`)
      assert.equal(Atomics.load(viewOf(addressOf(value) + A_LIST_HEAD), 0), 0)
    }
  }))
