/** Main sleeps while a worker watches SIGINT; it prints what became of a signal at three moments, and one kills in the end. */
import { writeSync } from 'node:fs'
import { isMainThread, Worker } from 'node:worker_threads'
import { SIGNAL_FLAGS, watchSignal } from '#dist/platform/signals.js'

const SIGINT = 2

function signalIsCaught() {
  process.kill(process.pid, SIGINT)
  // the handler may run in another thread
  const until = performance.now() + 50
  while (performance.now() < until);
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve))
}

if (isMainThread) {
  new Worker(new URL(import.meta.url), { execArgv: [...SIGNAL_FLAGS] })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000)
} else {
  for (const moment of ['while it lasts', 'at the end', 'never']) {
    let heard = 0
    const stop = watchSignal(SIGINT, () => (heard += 1))
    // a second watch keeps the signal from killing
    const keep = watchSignal(SIGINT, () => {})
    if (moment === 'while it lasts') {
      signalIsCaught()
      for (let n = 0; n < 3; n++) await turn()
    }
    await new Promise((resolve) => {
      setImmediate(() => {
        // after it, the loop does not look for signals before it closes the watch
        if (moment === 'at the end') setImmediate(signalIsCaught)
        stop((missed) => resolve(writeSync(1, `heard ${heard}, missed ${missed}\n`)))
      })
    })
    await new Promise((resolve) => keep(resolve))
  }
  process.kill(process.pid, SIGINT)
}
