/**
 * Eight pieces of work, done in four ways: one after the other, a thread for each, a pool of four, and `await` in one
 * thread. Once pieces that compute (a recursive fib), once pieces that wait (30 ms, as for a reply of another machine).
 * Time of all eight together; what each gave back is checked. Carriers are warm: those too many retire while CPython has
 * its turn, so each round starts eight threads before it measures.
 */
import { sleep, sleepAsync, Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const PIECES = 8
const FIB = 30
const REPLY_MS = 30

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}
const compute = (): number => fib(FIB)
const receive = (): number => (sleep(REPLY_MS), REPLY_MS)

type Piece = () => number
const pieces = Array.from({ length: PIECES })
const pool = new ThreadPoolExecutor({ maxWorkers: 4 })

function inTurn(piece: Piece): number[] {
  return pieces.map(piece)
}

function inThreads(piece: Piece): number[] {
  const threads = pieces.map(() => new Thread({ target: piece }))
  for (const thread of threads) thread.start()
  return threads.map((thread) => thread.result())
}

function inPool(piece: Piece): number[] {
  return pieces.map(() => pool.submit(piece)).map((future) => future.result())
}

function awaiting(piece: () => number | Promise<number>): Promise<number[]> {
  return Promise.all(pieces.map(async () => await piece()))
}

async function millis(
  expected: number,
  work: () => number[] | Promise<number[]>,
): Promise<readonly number[]> {
  const began = micros()
  const results = await work()
  const taken = micros() - began
  verify(results.length, PIECES, 'the number of results')
  for (const result of results) verify(result, expected, 'a result')
  return [taken / 1000]
}

const CPU = fib(FIB)
await contest(import.meta.url, {
  twin: 'kinds_of_work.py',
  rows: {
    cpuTurn: { title: '8 computations, one after the other', unit: 'ms' },
    cpuThreads: { title: '8 computations, a thread each', unit: 'ms' },
    cpuPool: { title: '8 computations, a pool of 4', unit: 'ms' },
    cpuAwait: { title: '8 computations, await', unit: 'ms' },
    ioTurn: { title: '8 waits, one after the other', unit: 'ms' },
    ioThreads: { title: '8 waits, a thread each', unit: 'ms' },
    ioPool: { title: '8 waits, a pool of 4', unit: 'ms' },
    ioAwait: { title: '8 waits, await', unit: 'ms' },
  },
  warmUp: 1,
  rounds: 5,
  async round() {
    inThreads(receive)
    return {
      cpuTurn: await millis(CPU, () => inTurn(compute)),
      cpuThreads: await millis(CPU, () => inThreads(compute)),
      cpuPool: await millis(CPU, () => inPool(compute)),
      cpuAwait: await millis(CPU, () => awaiting(compute)),
      ioTurn: await millis(REPLY_MS, () => inTurn(receive)),
      ioThreads: await millis(REPLY_MS, () => inThreads(receive)),
      ioPool: await millis(REPLY_MS, () => inPool(receive)),
      ioAwait: await millis(REPLY_MS, () => awaiting(() => sleepAsync(REPLY_MS).then(() => REPLY_MS))),
    }
  },
})
