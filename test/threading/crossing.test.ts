/**
 * What cannot cross is refused by name before the thread starts; what crossed as a copy cannot be written; errors and
 * stacks show the user's file and line.
 */
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import test from 'node:test'
import { isMainThread, threadId } from 'node:worker_threads'
import { activeCount, type CaptureError, Lock, Thread } from 'nogil'
import { runText } from '../support/program-text.ts'

const socket = new Socket()
const holder = { conn: { sock: socket } }
const weak = new WeakMap()
const pending = Promise.resolve(1)
const emitter = new EventEmitter()
const generator = (function* numbers(): Generator<number> {
  yield 1
})()
const unique = Symbol('unique')
const proxy = new Proxy({}, {})
const timer = setTimeout(() => {}, 0)
clearTimeout(timer)
class Sealed {
  readonly #hidden = 1
  reveal(): number {
    return this.#hidden
  }
}
const sealed = new Sealed()
const helper = (): unknown => holder.conn
const native = Math.max.bind(null)

/** A target, and what its refusal must name: the variable, and the path from it to what cannot cross. */
const REFUSED: Readonly<Record<string, readonly [() => unknown, RegExp]>> = {
  'a socket': [() => socket, /socket/],
  'a socket deep in an object': [() => holder, /holder.*\.conn.*\.sock/s],
  'a socket behind a helper function': [() => helper(), /helper.*holder.*\.conn.*\.sock/s],
  'a WeakMap': [() => weak, /weak.*WeakMap/s],
  'a Promise': [() => pending, /pending.*[Pp]romise/s],
  'an EventEmitter': [() => emitter, /emitter/],
  'a running generator': [() => generator, /generator/],
  'a symbol that is not registered': [() => unique, /unique.*Symbol\.for/s],
  'a Proxy': [() => proxy, /proxy/i],
  'a timer': [() => timer, /timer/],
  'an instance with private fields': [() => sealed, /sealed.*#hidden/s],
}

for (const [what, [target, named]] of Object.entries(REFUSED)) {
  test(`${what} is refused by name before the thread starts`, () => {
    const thread = new Thread({ target })
    const before = activeCount()
    assert.throws(
      () => thread.start(),
      (error: CaptureError) => {
        assert.equal(error.name, 'CaptureError')
        assert.equal(error.code, 'ERR_CAPTURE')
        assert.match(`${error.message} ${error.path}`, named)
        return true
      },
    )
    assert.equal(activeCount(), before)
    assert.equal(thread.ident, undefined)
    assert.match(String(thread), /initial/)
  })
}

test('a variable that is not initialised yet is refused by name, and crosses later', async () => {
  const { stdout, stderr } = await runText(
    'too-early',
    `
    import { activeCount, Thread } from 'nogil'
    const thread = new Thread({ target: () => late })
    try {
      thread.start()
    } catch (error) {
      console.log(error.name, error.path, activeCount())
    }
    const late = 1
    thread.start()
    console.log(thread.result())
  `,
  )
  assert.equal(stderr, '')
  assert.match(stdout, /^CaptureError .*`late`.* 1\n1\n$/)
})

test('an argument that cannot cross is refused by its number and its path', () => {
  const thread = new Thread({ target: () => {}, args: [1, { list: [holder] }] as never })
  assert.throws(
    () => thread.start(),
    (error: CaptureError) => {
      assert.match(`${error.message} ${error.path}`, /argument 1.*list.*0.*conn.*sock/s)
      return true
    },
  )
})

test('a thread whose start was refused can be started when the reason is gone', () => {
  const box: { content: unknown } = { content: new WeakSet() }
  const thread = new Thread({ target: () => box.content })
  assert.throws(() => thread.start(), { name: 'CaptureError' })
  box.content = 'harmless'
  thread.start()
  assert.equal(thread.result(), 'harmless')
})

test('a native function is a target when a thread has it too', () => {
  const thread = new Thread({ target: native as (...numbers: number[]) => number, args: [1, 5, 2] })
  thread.start()
  assert.equal(thread.result(), 5)
})

let total = 0
const settings = { depth: { level: 1 } }
const numbers = [1, 2, 3]
const lookup = new Map([['a', 1]])
const seen = new Set([1])
const today = new Date(0)

const WRITES: Readonly<Record<string, readonly [() => unknown, string]>> = {
  'an assignment to a captured variable': [() => (total = 5), 'total'],
  'an increment of a captured variable': [() => total++, 'total'],
  'a write to a captured object': [() => ((settings as { x?: number }).x = 1), 'settings'],
  'a write deep in a captured object': [() => (settings.depth.level = 2), 'settings'],
  'a push to a captured array': [() => numbers.push(4), 'numbers'],
  'an assignment to an element': [() => (numbers[0] = 4), 'numbers'],
  'a deletion': [
    () => Reflect.deleteProperty(settings, 'depth') || delete (settings as { depth?: unknown }).depth,
    'settings',
  ],
  'a set() of a captured Map': [() => lookup.set('b', 2), 'lookup'],
  'an add() to a captured Set': [() => seen.add(2), 'seen'],
  'a setter of a captured Date': [() => today.setFullYear(2000), 'today'],
}

for (const [what, [target, name]] of Object.entries(WRITES)) {
  test(`${what} throws in the thread and names it`, () => {
    const thread = new Thread({ target })
    thread.start()
    assert.throws(
      () => thread.result(),
      (error: Error) => {
        assert.equal(error.name, 'TypeError')
        assert.match(error.message, new RegExp(`\`${name}\``))
        assert.match(String(error.stack), /crossing\.test\.js:\d+:\d+/)
        return true
      },
    )
  })
}

test('a write that failed changed nothing here', () => {
  assert.deepEqual(
    [total, settings, numbers, lookup.size, seen.size, today.getTime()],
    [0, { depth: { level: 1 } }, [1, 2, 3], 1, 1, 0],
  )
})

test('arguments are copies that may be written', () => {
  const thread = new Thread({
    target: (list: number[]) => {
      list.push(4)
      return list
    },
    args: [numbers],
  })
  thread.start()
  assert.deepEqual(thread.result(), [1, 2, 3, 4])
  assert.deepEqual(numbers, [1, 2, 3])
})

test('local variables and counters inside the function are its own', () => {
  const thread = new Thread({
    target: () => {
      let count = 0
      const bump = (): number => (count += 1)
      bump()
      return bump()
    },
  })
  thread.start()
  assert.equal(thread.result(), 2)
})

test('a lock inside a captured object is the same lock', () => {
  const db = { name: 'db', lock: new Lock() }
  db.lock.acquire()
  const thread = new Thread({ target: () => [db.name, db.lock.locked(), db.lock.tryAcquire()] })
  thread.start()
  assert.deepEqual(thread.result(), ['db', true, false])
})

const FAILING = `
import { Thread } from 'nogil'
let counter = 0

function bump() {
  const before = counter
  counter = before + 1
}
function deep() {
  throw new Error('thrown on line 10')
}
for (const target of [bump, deep]) {
  const thread = new Thread({ target, name: target.name })
  thread.start()
  try {
    thread.result()
  } catch (error) {
    console.log(error.stack.split('\\n', 2).join(' | '))
  }
}
`

for (const file of ['main.mjs', 'main.ts', 'main.cjs']) {
  test(`the report of an error in ${file} names the variable, the file and the line`, async () => {
    const text = file.endsWith('.cjs')
      ? FAILING.replace("import { Thread } from 'nogil'", "const { Thread } = require('nogil')")
      : FAILING
    const { stdout, stderr, code } = await runText(`failing-${file}`, { [file]: text })
    const escaped = file.replace('.', '\\.')
    const [write, thrown] = stdout.split('\n')
    assert.match(
      String(write),
      new RegExp(`^TypeError: .*\`counter\`.* \\| .*at bump \\(.*${escaped}:7:\\d+\\)$`),
    )
    assert.match(
      String(thrown),
      new RegExp(`^Error: thrown on line 10 \\| .*at deep \\(.*${escaped}:10:9\\)$`),
    )
    assert.match(
      stderr,
      new RegExp(
        `^Exception in thread bump:\nTypeError: .*\`counter\`[^\n]*\n {4}at bump \\(.*${escaped}:7:`,
      ),
    )
    assert.match(
      stderr,
      new RegExp(
        `\nException in thread deep:\nError: thrown on line 10\n {4}at deep \\(.*${escaped}:10:9\\)\n`,
      ),
    )
    assert.equal(code, 0)
  })
}

test("a plain value that is imported from Node's own modules is the thread's own", () => {
  const thread = new Thread({ target: (): [boolean, number] => [isMainThread, threadId] })
  thread.start()
  const [main, id] = thread.result()
  assert.equal(main, false)
  assert.notEqual(id, threadId)
})

test('a variable that hides an import of that name, and has its value, is the variable', () => {
  const inner = (
    (threadId: number) => () =>
      threadId + 1
  )(0)
  const thread = new Thread({ target: inner })
  thread.start()
  assert.equal(thread.result(), 1)
})
