import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { currentThread, Thread } from 'nogil'

test("a worker of the program's own can't start the first thread, and says so; main then can", async () => {
  currentThread()
  const code = `import('nogil').then(({ Thread }) => {
    const { parentPort } = require('node:worker_threads')
    try { new Thread({ target: () => 1 }).start(); parentPort.postMessage('started') }
    catch (error) { parentPort.postMessage(error.message) }
  })`
  const worker = new Worker(code, { eval: true })
  const [answer] = (await once(worker, 'message')) as [string]
  assert.match(answer, /^the first thread of a program is started by its main thread/)
  await once(worker, 'exit')
  const thread = new Thread({ target: () => 2 })
  thread.start()
  assert.equal(thread.result(), 2)
})
