/** The watchdog's own thread: waits for the beat to change; when it stays odd for too long, names the test and ends all. */
import { writeSync } from 'node:fs'
import { basename } from 'node:path'
import { workerData } from 'node:worker_threads'

const { words, file } = workerData as { words: Int32Array<SharedArrayBuffer>; file: string }
const name = new Uint8Array(words.buffer, 12)

for (;;) {
  const seen = Atomics.load(words, 0)
  const limit = seen % 2 === 1 ? Atomics.load(words, 1) : Infinity
  if (Atomics.wait(words, 0, seen, limit) === 'timed-out') stop(limit)
}

function stop(limit: number): never {
  const test = new TextDecoder().decode(name.slice(0, Atomics.load(words, 2)))
  // Straight to the descriptor: this process's streams need the thread that is blocked.
  writeSync(
    2,
    `\nDEADLOCK: "${test}" (${basename(file)}) did not end within ${limit / 1000} s; its process is killed\n`,
  )
  process.kill(process.pid, 'SIGKILL')
  throw new Error('bug: the process survived SIGKILL')
}
