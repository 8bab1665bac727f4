import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Thread } from 'nogil'
import * as logging from 'nogil/logging'

test("records of threads reach a handler that can't leave its thread, each thread's in its order", async () => {
  const lines: string[] = []
  const logger = logging.getLogger('forward')
  logger.propagate = false
  logger.setLevel(logging.INFO)
  const handler = new logging.StreamHandler({
    write(text: string): void {
      lines.push(text.trim())
    },
  })
  handler.setFormatter(new logging.Formatter('%(threadName)s %(message)s'))
  logger.addHandler(handler)
  const threads = ['a', 'b'].map((name) => {
    const target = (): void => {
      for (let n = 0; n < 3; n++) logging.getLogger('forward').info('line %d of %s', n, name)
    }
    return new Thread({ target, name })
  })
  for (const thread of threads) thread.start()
  for (const thread of threads) assert.equal(await thread.joinAsync(), true)
  assert.equal(lines.length, 6)
  for (const name of ['a', 'b']) {
    const own = lines.filter((line) => line.startsWith(`${name} `))
    assert.deepEqual(
      own,
      [0, 1, 2].map((n) => `${name} line ${n} of ${name}`),
    )
  }
})

test('a memory handler of a thread hands on what it holds when the thread ends', async () => {
  const lines: string[] = []
  const logger = logging.getLogger('held')
  logger.propagate = false
  logger.setLevel(logging.INFO)
  const target = new logging.StreamHandler({
    write(text: string): void {
      lines.push(text.trim())
    },
  })
  logger.addHandler(new logging.MemoryHandler(100, { target }))
  const thread = new Thread({ target: () => logging.getLogger('held').info('kept until the end') })
  thread.start()
  assert.equal(await thread.joinAsync(), true)
  assert.deepEqual(lines, ['kept until the end'])
})
