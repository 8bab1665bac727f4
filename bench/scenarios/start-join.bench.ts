/** One thread at a time, warm: `new Thread`, `start()`, `join()`, in microseconds. The result is read outside the time. */
import { Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const THREADS = 200

function sameNumber(n: number): number {
  return n
}

await contest(import.meta.url, {
  twin: 'start_join.py',
  rows: { pair: { title: 'start + join, warm', unit: 'µs', goal: { atMost: 25 } } },
  warmUp: 10,
  rounds: 30,
  round() {
    const pair: number[] = []
    for (let n = 0; n < THREADS; n++) {
      const began = micros()
      const thread = new Thread({ target: sameNumber, args: [n] })
      thread.start()
      thread.join()
      pair.push(micros() - began)
      verify(thread.result(), n, "the thread's result")
    }
    return { pair }
  },
})
