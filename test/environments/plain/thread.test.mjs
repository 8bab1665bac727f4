import assert from 'node:assert/strict'
import { basename } from 'node:path'
import test from 'node:test'
import { Thread } from 'nogil'

test('a closure with an import and a constant runs in a thread', () => {
  const base = 40
  const thread = new Thread({ target: (more) => `${basename('/a/ok')} ${base + more}`, args: [2] })
  thread.start()
  thread.join()
  assert.equal(thread.result(), 'ok 42')
  console.log(thread.result())
})
