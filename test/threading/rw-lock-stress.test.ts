/** An RWLock under threads and flows that block, await, time out, give up and are aborted, all mixed; repeatable by seed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { RWLock, Thread } from 'nogil'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { queuedAt } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { Words } from '../support/words.ts'

const READING = 0
const WRITING = 1
const CLASHES = 2
const WRITTEN = 3

interface Shared {
  readonly lock: RWLock
  readonly counts: Words
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function enterRead({ counts }: Shared): void {
  addTo(counts, READING, 1)
  if (read(counts, WRITING) !== 0) addTo(counts, CLASHES, 1)
}

function enterWrite({ counts }: Shared): void {
  if (addTo(counts, WRITING, 1) !== 0 || read(counts, READING) !== 0) addTo(counts, CLASHES, 1)
}

function leaveRead({ lock, counts }: Shared): void {
  addTo(counts, READING, -1)
  lock.readLock.release()
}

function leaveWrite({ lock, counts }: Shared): void {
  addTo(counts, WRITTEN, 1)
  addTo(counts, WRITING, -1)
  lock.writeLock.release()
}

/** @returns how often it has written. */
async function flow(shared: Shared, seed: number, rounds: number): Promise<number> {
  const random = randomFrom(seed)
  const { readLock, writeLock } = shared.lock
  let written = 0
  for (let n = 0; n < rounds; n++) {
    const writes = integer(random, 0, 3) === 0
    const side = writes ? writeLock : readLock
    const kind = integer(random, 0, 6)
    const abort = new AbortController()
    const options =
      kind === 0
        ? { timeout: 0 }
        : kind < 3
          ? { timeout: random() * 2 }
          : kind === 3
            ? { signal: abort.signal }
            : {}
    const waiting = side.acquireAsync(options).catch(() => false)
    if (kind === 3) setImmediate(() => abort.abort())
    if (!(await waiting)) continue
    if (writes) enterWrite(shared)
    else enterRead(shared)
    if (integer(random, 0, 3) === 0) await turn()
    if (writes) {
      leaveWrite(shared)
      written += 1
    } else leaveRead(shared)
  }
  return written
}

/** As {@link flow}, blocking; the thread must have no flow that holds the lock. */
function blocking(shared: Shared, seed: number, rounds: number): number {
  const random = randomFrom(seed)
  const { readLock, writeLock } = shared.lock
  let written = 0
  for (let n = 0; n < rounds; n++) {
    const kind = integer(random, 0, 4)
    const options = kind === 0 ? { timeout: random() * 2 } : undefined
    if (integer(random, 0, 3) === 0) {
      if (kind === 1 ? !writeLock.tryAcquire() : !writeLock.acquire(options)) continue
      enterWrite(shared)
      leaveWrite(shared)
      written += 1
    } else {
      if (kind === 1 ? !readLock.tryAcquire() : !readLock.acquire(options)) continue
      enterRead(shared)
      if (kind === 2 && readLock.acquire()) readLock.release()
      leaveRead(shared)
    }
  }
  return written
}

test('blocking, awaiting, timed and aborted readers and writers of five threads exclude each other and all go on', () =>
  withSeed(async (random) => {
    const shared: Shared = { lock: new RWLock(), counts: makeWords() }
    const seed = Math.floor(random() * 2 ** 30)
    const flows = async (from: number): Promise<number> => {
      const all = await Promise.all([1, 2, 3].map((n) => flow(shared, from + n, 150)))
      return all.reduce((sum, written) => sum + written, 0)
    }
    const threads = [0, 1, 2, 3].map((index) => {
      const thread = new Thread({
        target: (n: number) => (n % 2 === 0 ? flows(seed + n * 10) : blocking(shared, seed + n * 10, 2000)),
        args: [index],
      })
      thread.start()
      return thread
    })
    let written = await flows(seed + 100)
    for (const thread of threads) written += await thread.resultAsync()
    const { lock, counts } = shared
    assert.deepEqual(
      {
        clashes: read(counts, CLASHES),
        inside: read(counts, READING) + read(counts, WRITING),
        written: read(counts, WRITTEN),
        queued: queuedAt(lock),
        free: String(lock).startsWith('<unlocked'),
      },
      { clashes: 0, inside: 0, written, queued: { readers: 0, writers: 0 }, free: true },
    )
    assert.ok(written > 100)
  }))
