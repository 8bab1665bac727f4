/**
 * Main goes in and out of waits; a thread sends one signal at a time, at random moments, and sends the next when it has
 * been handled. Every signal must be handled once, wherever it meets main.
 */
import { sleep, Thread } from 'nogil'
import { heldElsewhere, SIGINT } from './ctrl-c.ts'
import { randomFrom } from '../../support/seed.ts'

const SIGNALS = 60
const [seed = '1', which = 'listener'] = process.argv.slice(2)
const handled = new Int32Array(new SharedArrayBuffer(8))

function sends(words: Int32Array<SharedArrayBuffer>, from: number): void {
  const random = randomFrom(from)
  for (let n = 1; n <= SIGNALS; n++) {
    sleep(random() * 30)
    process.kill(process.pid, SIGINT)
    const limit = performance.now() + 10_000
    while (Atomics.load(words, 0) < n) {
      if (performance.now() > limit) throw new Error(`signal ${n} was lost`)
      sleep(0.2)
    }
  }
  Atomics.store(words, 1, 1)
}

function counting(): () => void {
  return () => void Atomics.add(handled, 0, 1)
}

let listener = counting()
process.on('SIGINT', listener)
const random = randomFrom(Number(seed) + 1)
const thread = new Thread({ target: sends, args: [handled, Number(seed)] })
thread.start()
const { lock: held } = heldElsewhere()
while (thread.isAlive()) {
  if (random() < 0.5) sleep(5 + random() * 15)
  else held.acquire({ timeout: 5 + random() * 15 })
  if (which === 'listeners that change') {
    // Node forgets a signal that waits for its loop when the last listener goes: so the new one comes first
    const next = counting()
    process.on('SIGINT', next)
    process.off('SIGINT', listener)
    listener = next
  }
  if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 3))
  else await new Promise((resolve) => setImmediate(resolve))
}
setTimeout(() => console.log(Atomics.load(handled, 0), 'of', SIGNALS), 50)
