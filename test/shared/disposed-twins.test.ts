/** A module-level object that is disposed at once has no twin: its block may have become another object's. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

test('what was disposed at module level is made anew in a thread, and shares no memory with what came after it', async () => {
  const { stdout, stderr } = await runText('disposed-twins', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { look } from './data.mjs'
      const thread = new Thread({ target: () => look() })
      thread.start()
      console.log(JSON.stringify(thread.result()), JSON.stringify(look()))
    `,
    'data.mjs': `
      import { AtomicInt32, Lock } from 'nogil'
      const brief = new AtomicInt32(1)
      brief.add(1)
      const seen = [brief.load()]
      brief[Symbol.dispose]()
      const lock = new Lock()
      const second = new AtomicInt32(3)
      second.add(4)
      seen.push(second.load())
      second[Symbol.dispose]()
      const count = new AtomicInt32(5)
      export const look = () => [...seen, lock.locked(), count.load()]
    `,
  })
  assert.equal(stderr, '')
  assert.equal(stdout, '[2,7,false,5] [2,7,false,5]\n')
})
