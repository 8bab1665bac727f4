/** The report of an error that escapes a thread or a task shows the program's frames; the error keeps all of them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

/** Frames without their folders. */
function framesOf(report: string): string[] {
  return [...report.matchAll(/^ +at (?:(\S+) \()?.*?([^/]*:\d+):\d+\)?(?: \{)?$/gm)].map(([, name, place]) =>
    name === undefined ? `${place}` : `${name} ${place}`,
  )
}

test('the report of an uncaught error ends with the first frame of the program, also in its cause', async () => {
  const { stderr } = await runText('uncaught.mjs', {
    'uncaught.mjs': `import { Thread } from 'nogil'
function fail() {
  throw new Error('outer', { cause: new AggregateError([new Error('inner')]) })
}
const thread = new Thread({ target: () => fail() })
thread.start()
thread.join()
`,
  })
  assert.deepEqual([...new Set(framesOf(stderr))], ['fail uncaught.mjs:3', 'target uncaught.mjs:5'])
  assert.match(stderr, /outer[^]*AggregateError[^]*inner/)
})

test('frames of the library above the program stay, and so does a stack of nothing else', async () => {
  const { stderr } = await runText('above.mjs', {
    'above.mjs': `import { Lock, Thread } from 'nogil'
const lock = new Lock()
for (const target of [() => lock.release(), lock.release.bind(lock)]) {
  const thread = new Thread({ target, name: 'releases' })
  thread.start()
  thread.join()
}
`,
  })
  const [first = '', second = ''] = stderr.split('Exception in thread releases').slice(1)
  assert.match(first, /at Lock\.release/)
  assert.equal(framesOf(first).length, 2)
  assert.match(second, /Error/)
})

test('the error that is reported has its whole stack afterwards, and a frozen one is reported', async () => {
  const { stderr, stdout } = await runText('whole.mjs', {
    'whole.mjs': `import { Thread } from 'nogil'
const thread = new Thread({ target: () => { throw new Error('kept') } })
thread.start()
thread.join()
try {
  thread.result()
} catch (error) {
  console.log(error.stack.split('\\n').length > 4)
}
const frozen = new Thread({ target: () => { throw Object.freeze(new Error('frozen')) } })
frozen.start()
frozen.join()
`,
  })
  assert.equal(stdout, 'true\n')
  assert.match(stderr, /^Error: frozen\n {4}at target/m)
})
