/** A thread that has not loaded `nogil/futures` gets a future by a call that blocks. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

test('the first future that a blocking get() gives a thread is that future', async () => {
  const { stdout, stderr } = await runText(
    'first-future',
    `
    import { Thread } from 'nogil'
    import { Future } from 'nogil/futures'
    import { Queue } from 'nogil/queue'
    const queue = new Queue()
    const thread = new Thread({ target: () => [queue.get(), queue.get()].map((future) => future.result()) })
    thread.start()
    for (const value of [1, { of: 2 }]) {
      const future = new Future()
      future.setResult(value)
      queue.put(future)
    }
    console.log(JSON.stringify(thread.result()))
  `,
  )
  assert.deepEqual({ stdout, stderr }, { stdout: '[1,{"of":2}]\n', stderr: '' })
})
