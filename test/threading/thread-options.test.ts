/** What the Thread constructor takes, refuses and remembers. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'
import { activeCount, currentThread, Thread } from 'nogil'
import type { ThreadOptions } from 'nogil'

type Options = ThreadOptions<readonly unknown[], unknown>

function make(options: unknown): Thread {
  return new Thread(options as Options)
}

for (const target of [1, 'f', {}, [], true, 0, '', false]) {
  test(`a target that is ${inspect(target)} is refused with what was got`, () => {
    assert.throws(() => make({ target }), { name: 'TypeError', message: /`target` to be a function, got `/ })
  })
}

for (const args of [1, {}, true, null, () => {}]) {
  test(`args that are ${inspect(args)} are refused, with the way to write them`, () => {
    assert.throws(() => make({ args }), { name: 'TypeError', message: /write args: \[value\]/ })
  })
}

for (const daemon of [1, 'yes', {}, 0]) {
  test(`daemon: ${inspect(daemon)} is refused`, () => {
    assert.throws(() => make({ daemon }), { name: 'TypeError', message: /`daemon` to be a boolean/ })
    const thread = new Thread()
    assert.throws(() => (thread.daemon = daemon as boolean), TypeError)
    assert.equal(thread.daemon, false)
  })
}

for (const options of [null, 5, 'name', () => {}]) {
  test(`${inspect(options)} instead of an options object is refused`, () => {
    assert.throws(() => make(options), {
      name: 'TypeError',
      message: /options object such as \{ target, args \}/,
    })
  })
}

for (const join of ['join', 'joinAsync', 'result', 'resultAsync'] as const) {
  test(`${join}() refuses a bad timeout before it looks at the thread`, async () => {
    for (const [timeout, name] of [
      [-1, 'RangeError'],
      [NaN, 'RangeError'],
      ['5', 'TypeError'],
      [null, 'TypeError'],
    ] as const) {
      const call = async (): Promise<unknown> => new Thread()[join]({ timeout } as never)
      await assert.rejects(call, { name, message: /timeout/ })
    }
  })
}

test('a refused thread is no thread: none is alive but main', () => {
  assert.equal(activeCount(), 1)
})

test('a name is kept as it was given, whatever it consists of', () => {
  for (const name of ['x', ' ', '名前 🧵', 'a\nb', 'x'.repeat(5000)]) {
    const thread = new Thread({ name, target: () => currentThread().name })
    assert.equal(thread.name, name)
    thread.start()
    assert.equal(thread.result(), name)
    assert.equal(thread.name, name)
  }
})

test('the default name tells the target: a function, a method, a bound function, a class method', () => {
  const object = { method(): void {} }
  class Job {
    static run(): void {}
  }
  const named = (target: () => void): string => new Thread({ target }).name.replace(/\d+/, 'N')
  assert.equal(named(object.method), 'Thread-N (method)')
  assert.equal(named(Job.run), 'Thread-N (run)')
  assert.equal(named(function plain() {}.bind(null)), 'Thread-N (bound plain)')
  assert.equal(named((() => () => {})()), 'Thread-N')
})

test('a name set before the start is the name in the thread', () => {
  const thread = new Thread({ target: () => currentThread().name })
  thread.name = 'later'
  thread.start()
  assert.equal(thread.result(), 'later')
})

test('a daemon thread makes daemon threads, unless told otherwise', () => {
  const thread = new Thread({
    daemon: true,
    target: () => [currentThread().daemon, new Thread().daemon, new Thread({ daemon: false }).daemon],
  })
  thread.start()
  assert.deepEqual(thread.result(), [true, true, false])
})

test('changing the args array after the constructor changes nothing', () => {
  const args: [number] = [1]
  const thread = new Thread({ target: (n: number) => n, args })
  args[0] = 2
  thread.start()
  assert.equal(thread.result(), 1)
})

test('String() and inspect() show name, state and ident', () => {
  const thread = new Thread({ name: 'shown', target: () => inspect(currentThread()) })
  assert.equal(String(thread), '<Thread(shown, initial)>')
  thread.start()
  assert.equal(thread.result(), `<Thread(shown, started ${thread.ident})>`)
  assert.equal(inspect({ thread }), `{ thread: <Thread(shown, stopped ${thread.ident})> }`)
})
