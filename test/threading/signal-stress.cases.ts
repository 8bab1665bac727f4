/**
 * Blocked, timed, awaiting and aborted waiters of several threads on one event, semaphore or barrier, with exact counts
 * at the end. The seed is part of every message.
 */
import assert from 'node:assert/strict'
import { Barrier, Event, Semaphore, Thread } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { awaitersOf, sleepersOf, ticketsOf } from '../support/signal-words.ts'
import { until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function newSeed(): number {
  const given = process.env['NOGIL_SEED']
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given)
}

/** A signal that aborts within `ms`, at random. */
function abortsSoon(random: Random, ms: number): AbortSignal {
  const control = new AbortController()
  setTimeout(() => control.abort(new RangeError('enough')), random() * ms)
  return control.signal
}

async function semaphores(seed: number): Promise<void> {
  const PERMITS = 3
  const semaphore = new Semaphore(PERMITS)
  const [INSIDE, CLASHES, PASSED] = [0, 1, 2]
  const counts = makeWords()
  const enter = (): void => {
    if (addTo(counts, INSIDE, 1) >= PERMITS) addTo(counts, CLASHES, 1)
    addTo(counts, PASSED, 1)
  }
  const leave = (n: number): void => {
    addTo(counts, INSIDE, -n)
    semaphore.release(n)
  }
  const flow = async (random: Random): Promise<void> => {
    for (let n = 0; n < 80; n++) {
      const how = integer(random, 0, 4)
      const options =
        how === 0 ? {} : how === 1 ? { signal: abortsSoon(random, 2) } : { timeout: random() * 2 }
      const got = await semaphore.acquireAsync(options).catch((error: Error) => error.message !== 'enough')
      if (!got) continue
      enter()
      if (integer(random, 0, 3) === 0) await turn()
      // now and then two at once
      if (semaphore.tryAcquire()) {
        enter()
        leave(2)
      } else leave(1)
    }
  }
  const blocking = (random: Random, most: number): void => {
    for (let n = 0; n < 80; n++) {
      if (!semaphore.acquire({ timeout: integer(random, 0, 3) === 0 ? random() : most })) continue
      enter()
      leave(1)
    }
  }
  const worker = async (index: number): Promise<void> => {
    const random = randomFrom(seed + index)
    // who blocks for long must have no flow that holds a permit meanwhile
    if (index === 1) blocking(random, Infinity)
    else if (index % 2 === 0) await Promise.all([flow(random), flow(random), flow(random)])
    else await Promise.all([flow(random), turn().then(() => blocking(random, 2))])
  }
  const threads = [1, 2, 3, 4].map((index) => new Thread({ target: worker, args: [index] }))
  for (const thread of threads) thread.start()
  await worker(6)
  for (const thread of threads) thread.result({ timeout: 15_000 })
  assert.deepEqual([read(counts, CLASHES), read(counts, INSIDE)], [0, 0])
  assert.ok(read(counts, PASSED) > 200)
  assert.deepEqual([semaphore.value, awaitersOf(semaphore), sleepersOf(semaphore)], [PERMITS, 0, 0])
}

async function events(seed: number): Promise<void> {
  const ROUNDS = 30
  const event = new Event()
  const [READY, PASSED, FALSE, STOP, CLEARED] = [0, 1, 2, 3, 4]
  const counts = makeWords()
  const patient = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      const waiting = event.waitAsync()
      // what happens from that call on counts
      addTo(counts, READY, 1)
      addTo(counts, (await waiting) ? PASSED : FALSE, 1)
      // while the flag is set another wait would pass at once
      await untilAsync(() => read(counts, CLEARED) > round, 'the flag is cleared')
    }
  }
  const blocking = (): void => {
    for (let round = 0; round < ROUNDS; round++) {
      addTo(counts, event.wait() ? PASSED : FALSE, 1)
      until(() => read(counts, CLEARED) > round, 'the flag is cleared')
    }
  }
  const impatient = async (random: Random): Promise<void> => {
    while (read(counts, STOP) === 0) {
      const options = integer(random, 0, 2) === 0 ? { signal: abortsSoon(random, 1) } : { timeout: random() }
      await event.waitAsync(options).catch((error: Error) => assert.equal(error.message, 'enough'))
      // while the flag is set the wait ends at once, and would leave the event loop no turn
      await turn()
    }
  }
  const worker = async (index: number): Promise<void> => {
    const random = randomFrom(seed + index)
    if (index < 2) blocking()
    else await Promise.all([patient(), patient(), impatient(random)])
  }
  const threads = [0, 1, 2, 3].map((index) => new Thread({ target: worker, args: [index] }))
  for (const thread of threads) thread.start()
  const own = worker(4)
  for (let round = 1; round <= ROUNDS; round++) {
    const allWait = (): boolean => read(counts, READY) === 6 * round && sleepersOf(event) === 2
    await untilAsync(allWait, `all patient waiters wait in round ${round}`)
    if (round === ROUNDS) write(counts, STOP, 1)
    event.set()
    event.clear()
    write(counts, CLEARED, round)
    await untilAsync(() => read(counts, PASSED) === 8 * round, `all of them pass in round ${round}`)
  }
  await own
  for (const thread of threads) thread.result({ timeout: 15_000 })
  assert.equal(read(counts, FALSE), 0)
  assert.deepEqual([awaitersOf(event), sleepersOf(event)], [0, 0])
}

async function barriers(seed: number): Promise<void> {
  const PARTIES = 6
  const ROUNDS = 60
  const ran = makeWords()
  const barrier = new Barrier(PARTIES, { action: () => addTo(ran, 0, 1) })
  // never breaks: between two rounds all meet here, and one looks at the outcome
  const meeting = new Barrier(PARTIES)
  const [RELEASED, BROKEN, INDICES, CYCLES, MIXED] = [0, 1, 2, 3, 4]
  const counts = makeWords()
  const note = (index: number): void => {
    addTo(counts, RELEASED, 1)
    addTo(counts, INDICES, 1 << index)
  }
  const noteError = (error: unknown): void => {
    const { name, message } = error as Error
    if (name !== 'BrokenBarrierError' && message !== 'enough') throw error
    addTo(counts, BROKEN, 1)
  }
  const judge = (): void => {
    const released = read(counts, RELEASED)
    const whole = released === PARTIES && read(counts, INDICES) === (1 << PARTIES) - 1
    if (!whole && (released !== 0 || read(counts, BROKEN) !== PARTIES)) addTo(counts, MIXED, 1)
    if (whole) addTo(counts, CYCLES, 1)
    for (const word of [RELEASED, BROKEN, INDICES]) write(counts, word, 0)
    barrier.reset()
  }
  const busy = (random: Random): void => {
    for (const end = performance.now() + random() * 0.3; performance.now() < end;);
  }
  const blocking = (random: Random): void => {
    for (let round = 0; round < ROUNDS; round++) {
      busy(random)
      try {
        note(barrier.wait(integer(random, 0, 8) === 0 ? { timeout: random() } : {}))
      } catch (error) {
        noteError(error)
      }
      if (meeting.wait() === 0) judge()
      meeting.wait()
    }
  }
  const flow = async (random: Random): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      busy(random)
      const how = integer(random, 0, 16)
      const options = how === 0 ? { timeout: random() } : how === 1 ? { signal: abortsSoon(random, 1) } : {}
      await barrier.waitAsync(options).then(note, noteError)
      if ((await meeting.waitAsync()) === 0) judge()
      await meeting.waitAsync()
    }
  }
  const worker = async (index: number): Promise<void> => {
    const random = randomFrom(seed + index)
    if (index < 2) blocking(random)
    else await Promise.all([flow(random), flow(random)])
  }
  const threads = [0, 1, 2].map((index) => new Thread({ target: worker, args: [index] }))
  for (const thread of threads) thread.start()
  await worker(3)
  for (const thread of threads) thread.result({ timeout: 15_000 })
  assert.equal(read(counts, MIXED), 0)
  assert.ok(read(counts, CYCLES) > 0 && read(counts, CYCLES) < ROUNDS, `${read(counts, CYCLES)} cycles`)
  assert.equal(read(ran, 0), read(counts, CYCLES))
  until(() => ticketsOf(barrier) === 0, 'no ticket is left')
  assert.deepEqual([barrier.nWaiting, meeting.nWaiting], [0, 0])
}

const stresses: Readonly<Record<string, (seed: number) => Promise<void>>> = {
  'no permit is lost or doubled among blocked, timed, awaiting and aborted waiters': semaphores,
  'each pulse of an event wakes all who wait, blocked or awaiting, among those who give up': events,
  'a cycle of a barrier is released for all or broken for all, whoever gives up': barriers,
}

export const stressTitles: readonly string[] = Object.keys(stresses)

/** Runs the stress with this title in the calling thread. */
export async function runStress(title: string): Promise<void> {
  const found = stresses[title]
  if (found === undefined) throw new RangeError(`no stress called ${title}`)
  const seed = newSeed()
  try {
    await found(seed)
  } catch (error) {
    if (error instanceof Error) error.message += ` (repeat with NOGIL_SEED=${seed})`
    throw error
  }
}
