/**
 * Loaded by `node --import` into each test file's process: a test that blocks its thread for ever becomes one failure
 * that names it. Neither `node --test --test-timeout` (Node 24, 26) nor a timer can do that: the blocked thread itself
 * would have to run them. So a thread looks on, through shared memory, and ends the process.
 *
 * words: Int32Array of a SharedArrayBuffer = [beat, limitMs, nameLength, …name as UTF-8, 1 KiB].
 *   beat: even while no test runs, odd while one does; written by this thread, waited on by the watchdog's.
 */
import { isMainThread, Worker } from 'node:worker_threads'

/** Measured: the slowest test of this project takes 3 s on a loaded machine. */
const LIMIT_MS = Number(process.env['NOGIL_WATCHDOG_MS'] ?? 45_000)

const words = new Int32Array(new SharedArrayBuffer(12 + 1024))
const name = new Uint8Array(words.buffer, 12)

/** Gives the running test more time than the default 45 s, for tests that run other programs. Milliseconds. */
export function allowMs(limit: number): void {
  Atomics.store(words, 1, limit)
  step(2)
}

// Not in workers, which inherit --import, and not in the runner, which only starts the files.
if (isMainThread && !process.execArgv.includes('--test')) await watch()

async function watch(): Promise<void> {
  const { afterEach, beforeEach } = await import('node:test')
  const thread = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { words, file: process.argv[1] ?? '' },
    execArgv: [],
  })
  thread.unref()
  // Hooks of the root suite run around each test of the file, also around those inside suites.
  beforeEach((context) => begin((context as { readonly name?: string }).name ?? 'unnamed'))
  afterEach(end)
}

function begin(test: string): void {
  const { written } = new TextEncoder().encodeInto(test, name)
  Atomics.store(words, 2, written)
  Atomics.store(words, 1, LIMIT_MS)
  step(Atomics.load(words, 0) % 2 === 0 ? 1 : 2)
}

function end(): void {
  if (Atomics.load(words, 0) % 2 === 1) step(1)
}

function step(by: number): void {
  Atomics.add(words, 0, by)
  Atomics.notify(words, 0)
}
