/** Threads share a lock with a main thread that is interrupted in acquire() again and again: nobody is left asleep. */
import { interruptMain, KeyboardInterrupt, Lock, sleep, Thread } from 'nogil'
import { randomFrom } from '../../support/seed.ts'

const ROUNDS = 300
/** The threads go on until main has been interrupted so often. */
const ENOUGH = 20
const [seed = '1'] = process.argv.slice(2)
const lock = new Lock()
const counts = new Int32Array(new SharedArrayBuffer(12))

function contends(words: Int32Array<SharedArrayBuffer>, from: number): number {
  const random = randomFrom(from)
  let n = 0
  for (; n < ROUNDS || Atomics.load(words, 2) < ENOUGH; n++) {
    lock.acquire()
    words[0] = (words[0] ?? 0) + 1
    if (random() < 0.2) sleep(random() * 2)
    lock.release()
  }
  return n
}
async function awaits(words: Int32Array<SharedArrayBuffer>): Promise<number> {
  let n = 0
  for (; n < ROUNDS || Atomics.load(words, 2) < ENOUGH; n++) {
    await lock.acquireAsync()
    words[0] = (words[0] ?? 0) + 1
    lock.release()
  }
  return n
}
function interrupts(words: Int32Array<SharedArrayBuffer>, from: number): void {
  const random = randomFrom(from)
  while (Atomics.load(words, 1) === 0) {
    interruptMain()
    sleep(random() * 3)
  }
}

const workers = [1, 2].map((n) => new Thread({ target: contends, args: [counts, Number(seed) + n] }))
const awaiting = new Thread({ target: awaits, args: [counts] })
const interrupting = new Thread({ target: interrupts, args: [counts, Number(seed)] })
/** A signal that finds main between two waits comes later, from the event loop. */
let acquiring = false
process.on('SIGINT', () => {
  if (acquiring) throw new KeyboardInterrupt()
})
for (const thread of [...workers, awaiting, interrupting]) thread.start()
while ([...workers, awaiting].some((thread) => thread.isAlive())) {
  try {
    acquiring = true
    const got = lock.acquire({ timeout: 1000 })
    acquiring = false
    if (got) lock.release()
  } catch (error) {
    acquiring = false
    if (!(error instanceof KeyboardInterrupt)) throw error
    Atomics.add(counts, 2, 1)
  }
}
Atomics.store(counts, 1, 1)
interrupting.join()
const rounds = [...workers, awaiting].reduce((sum, thread) => sum + thread.result(), 0)
console.log(counts[0] === rounds, lock.locked())
