/** Objects made again and again take bounded memory: disposed of in one turn, or dropped across turns. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'

const LIMIT = { env: { NOGIL_ARENA_MB: '16' }, timeout: 120_000 }

test('objects made and disposed of in tight loops on two threads fill neither the arena nor the heap', async () => {
  allowMs(LIMIT.timeout)
  // more than four arenas full of each
  const { stdout, stderr } = await runText(
    'loops-disposed',
    `
    import { AtomicInt32, Lock, memory, SharedList, Thread } from 'nogil'
    const work = (count) => {
      const before = process.memoryUsage().heapUsed
      for (let n = 0; n < count; n++) {
        const lock = new Lock()
        lock.acquire()
        lock.dispose()
        const value = new AtomicInt32(n)
        if (value.load() !== n) throw new Error('not its own')
        value[Symbol.dispose]()
        if (n % 16 === 0) {
          const list = new SharedList([n, 'a text that is longer than a slot'])
          list[Symbol.dispose]()
        }
      }
      return (process.memoryUsage().heapUsed - before) / 1e6
    }
    const threads = [1, 2].map(() => new Thread({ target: work, args: [500_000] }))
    for (const thread of threads) thread.start()
    const own = work(200_000)
    const grown = Math.max(own, ...threads.map((thread) => thread.result()))
    const { used, objects } = memory()
    console.log(grown < 40, used < 2_000_000, objects.Lock?.count ?? 0, objects.AtomicInt32?.count ?? 0)
  `,
    LIMIT,
  )
  assert.deepEqual({ stdout, stderr }, { stdout: 'true true 0 0\n', stderr: '' })
})

test('objects dropped across turns, small and large, are given back before the arena is full', async () => {
  allowMs(LIMIT.timeout)
  const { stdout, stderr } = await runText(
    'loops-dropped',
    `
    import { AtomicInt32, memory, SharedArray, Thread } from 'nogil'
    const drop = async (turns) => {
      for (let turn = 0; turn < turns; turn++) {
        for (let n = 0; n < 1000; n++) new AtomicInt32(n)
        SharedArray.float64(40_000)
        await new Promise((resolve) => setImmediate(resolve))
      }
      return turns
    }
    const thread = new Thread({ target: drop, args: [100] })
    thread.start()
    console.log(await drop(100), await thread.joinAsync(), thread.result())
  `,
    LIMIT,
  )
  assert.deepEqual({ stdout, stderr }, { stdout: '100 true 100\n', stderr: '' })
})
