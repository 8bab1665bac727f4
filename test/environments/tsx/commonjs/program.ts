import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { Thread } from 'nogil'

const base: number = 40
const thread = new Thread({
  target: (more: number): string => `${basename('/a/ok')} ${base + more}`,
  args: [2],
})
thread.start()
thread.join()
assert.equal(thread.result(), 'ok 42')
console.log(thread.result())
