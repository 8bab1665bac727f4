/**
 * One of the threads that go through rounds with a pool's worker, with streams, or with tasks that are stopped.
 * Idents: 2 is the worker, 3 and more are those who deal with it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { loadPoolCore } from './pool-core.ts'
import { mutants, rightPool } from './pool-mutants.ts'
import type { Part } from './pool-mutants.ts'
import { appear } from './shared-words.ts'

export interface PoolInput {
  readonly parts: never
  readonly ident: number
  readonly part: Part
  /** The pool, the first stream, the first future. */
  readonly at: number
  /** A word for each round. */
  readonly fates: number
  /** Word: how many rounds are over; GIVEN_UP and more when somebody has given up. */
  readonly round: number
  /** Word: how many have arrived at their next round. */
  readonly arrived: number
  readonly rounds: number
  readonly seed: number
  readonly mutant: string | undefined
}

const input = workerData as PoolInput
const { parts, ident, part, at, fates, round, arrived, rounds, seed, mutant } = input
const core = await loadPoolCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const tested = (mutant === undefined ? undefined : mutants[part][mutant]?.(core)) ?? rightPool(core)
const { load, add, notify } = core.atomics
const { hand } = core.ring
const { DONE, NEVER } = core.queue
const random = randomFrom(seed + ident)
/** The others work all the time, so a wait of this length has lost its wake-up. */
const LOST_MS = mutant === undefined ? 8000 : 1500
const GIVEN_UP = 2 ** 28
const faults: string[] = []

function pause(most: number): void {
  for (const until = performance.now() + random() * most; performance.now() < until;);
}

/** Until the word is `least` or more. @returns false when it is not in time, or somebody has given up. */
function reaches(word: number, least: number, withinMs: number): boolean {
  const deadline = performance.now() + withinMs
  for (let value = load(word); value < least; value = load(word)) {
    if (performance.now() >= deadline) return false
    core.park.park(word, value, Math.min(deadline, performance.now() + 50))
  }
  return load(word) < GIVEN_UP
}

function raise(word: number, by = 1): void {
  add(word, by)
  notify(word, Infinity)
}

/** One posts to the worker's inbox or puts into the pool's queue; the other sleeps until there is something. */
function playWakes(): void {
  const place = core.pool.placesOf(at)[0] ?? 0
  if (ident === 2) {
    for (;;) {
      const outcome = tested.next(at, place, thread, ident, performance.now() + 2 * LOST_MS)
      if (outcome === NEVER || load(round) >= GIVEN_UP) return
      if (outcome !== DONE && core.inbox.takePost(place) === undefined) continue
      raise(round)
    }
  }
  for (let n = 1; n <= rounds; n++) {
    pause(0.3)
    if (random() < 0.6) tested.post(at, place, n, ident)
    else {
      hand[0] = n
      core.queue.tryPut(at, ident)
    }
    if (reaches(round, n, LOST_MS)) continue
    faults.push(`a wake-up lost in round ${n}`)
    raise(round, GIVEN_UP)
    break
  }
  core.queue.shutDown(at, ident, false)
}

/** The worker fills a stream after the other, the reader reads each to its end, or leaves it. */
function playStreams(): void {
  for (let n = 0; n < rounds; n++) {
    const stream = at + n * core.poolWords.STREAM_BYTES
    if (ident === 2) {
      if (!reaches(round, n, 4 * LOST_MS)) return
      fillStream(stream, fates + n * 4)
    } else {
      readStream(stream, fates + n * 4, n)
      raise(round, faults.length > 0 ? GIVEN_UP : 1)
      if (faults.length > 0) return
    }
  }
}

function fillStream(stream: number, count: number): void {
  const before = integer(random, 0, 6)
  core.atomics.store(count, before + 1)
  for (let item = 1; item <= before; item++) {
    pause(0.05)
    if (core.queue.isFull(stream)) {
      core.stream.narrow(stream, ident)
      core.queueWait.waitForRoom(stream, thread, ident, () => false)
      core.stream.widen(stream, ident)
    }
    hand[0] = item
    if (core.queue.tryPut(stream, ident) !== DONE) return
  }
  if (core.queue.isFull(stream)) core.queueWait.waitForRoom(stream, thread, ident, () => false)
  pause(0.1)
  tested.finish(stream, before + 1, ident)
}

function readStream(stream: number, count: number, n: number): void {
  const leaveAfter = random() < 0.2 ? integer(random, 1, 3) : Infinity
  for (let got = 0; ; got++) {
    if (got === leaveAfter) {
      core.stream.endStream(stream, ident)
      return
    }
    const deadline = performance.now() + LOST_MS
    const outcome = core.queueWait.get(stream, thread, ident, deadline)
    // there or not: the last look is made when the time is up
    if (performance.now() >= deadline) faults.push(`nobody was told of the end of stream ${n}`)
    if (outcome === NEVER && got !== load(count)) faults.push(`stream ${n} ended after ${got} items`)
    if (outcome === DONE && hand[0] !== got + 1) faults.push(`another item in stream ${n}`)
    if (outcome !== DONE || faults.length > 0) return
  }
}

/** The worker ends its task while two others stop it by force: it is stopped once, or is through. */
function playStops(): void {
  for (let n = 0; n < rounds; n++) {
    raise(arrived)
    if (!reaches(arrived, 3 * (n + 1), 4 * LOST_MS)) return
    const future = at + n * core.poolWords.FUTURE_BYTES
    pause(0.1)
    if (ident === 2) {
      if (!tested.markOver(future)) add(fates + n * 4, 1000)
      continue
    }
    core.taskStop.askToStop(future, core.taskStop.ASKED | core.taskStop.HARD, ident)
    for (let tries = 0; tries < 2; tries++) if (tested.doom(future)) add(fates + n * 4, 1)
  }
}

if (part === 'wakes') playWakes()
else if (part === 'streams') playStreams()
else playStops()
parentPort?.postMessage(faults)
