/**
 * Queues: one thread puts and one gets numbers, texts of 1 KiB, and two of each numbers (ns an item); and a ping-pong over
 * two queues (µs a round trip).
 */
import { Thread } from 'nogil'
import { Queue } from 'nogil/queue'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const SMALL = 200_000
const LARGE = 20_000
const TRIPS = 500
const ROOM = 1000

const small = new Queue<number>(ROOM)
const large = new Queue<string>(ROOM)
const ready = new Queue<boolean>()
const ping = new Queue<number>()
const pong = new Queue<number>()
const TEXT = 'abcdefgh'.repeat(128)

function sumOf(count: number): number {
  ready.put(true)
  let sum = 0
  for (let n = 0; n < count; n++) sum += small.get()
  return sum
}

function lengthOf(count: number): number {
  ready.put(true)
  let length = 0
  for (let n = 0; n < count; n++) length += large.get().length
  return length
}

function putNumbers(count: number): void {
  ready.put(true)
  for (let n = 0; n < count; n++) small.put(n)
}

function numbers(): number {
  const thread = new Thread({ target: sumOf, args: [SMALL] })
  thread.start()
  ready.get()
  const began = micros()
  for (let n = 0; n < SMALL; n++) small.put(n)
  thread.join()
  const taken = micros() - began
  verify(thread.result(), (SMALL * (SMALL - 1)) / 2, 'the sum of what was got')
  return (taken / SMALL) * 1000
}

function texts(): number {
  const thread = new Thread({ target: lengthOf, args: [LARGE] })
  thread.start()
  ready.get()
  const began = micros()
  for (let n = 0; n < LARGE; n++) large.put(TEXT)
  thread.join()
  const taken = micros() - began
  verify(thread.result(), LARGE * TEXT.length, 'the length of what was got')
  return (taken / LARGE) * 1000
}

function twoAndTwo(): number {
  const half = SMALL / 2
  const getting = [0, 1].map(() => new Thread({ target: sumOf, args: [half] }))
  const putting = [0, 1].map(() => new Thread({ target: putNumbers, args: [half] }))
  for (const thread of getting) thread.start()
  for (const _ of getting) ready.get()
  const began = micros()
  for (const thread of putting) thread.start()
  for (const thread of [...putting, ...getting]) thread.join()
  const taken = micros() - began
  for (const _ of putting) ready.get()
  const sum = getting.reduce((all, thread) => all + thread.result(), 0)
  verify(sum, half * (half - 1), 'the sum of what was got')
  return (taken / SMALL) * 1000
}

function answerPings(): number {
  let answered = 0
  for (; answered < TRIPS; answered++) pong.put(ping.get())
  return answered
}

function pingPong(): number {
  const thread = new Thread({ target: answerPings })
  thread.start()
  const began = micros()
  for (let trip = 0; trip < TRIPS; trip++) {
    ping.put(trip)
    verify(pong.get(), trip, 'the answer')
  }
  const taken = micros() - began
  verify(thread.result(), TRIPS, 'the number of answers')
  return taken / TRIPS
}

await contest(import.meta.url, {
  twin: 'queue_items.py',
  rows: {
    numbers: { title: 'queue, 1 puts, 1 gets: a number', unit: 'ns', goal: { atMost: 333 } },
    texts: { title: 'queue, 1 puts, 1 gets: a text of 1 KiB', unit: 'ns', goal: { timesPython: 1 } },
    crowd: { title: 'queue, 2 put, 2 get: a number', unit: 'ns', goal: { timesPython: 1 } },
    trip: { title: 'queue ping-pong, 2 threads', unit: 'µs', goal: { timesPython: 1 } },
  },
  warmUp: 3,
  rounds: 20,
  round: () => ({ numbers: [numbers()], texts: [texts()], crowd: [twoAndTwo()], trip: [pingPong()] }),
})
