import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'

for (const n of [1, 2]) {
  test(`thread ${n}`, async () => {
    const thread = new Thread({ target: () => n })
    thread.start()
    assert.equal(await thread.resultAsync(), n)
  })
}
