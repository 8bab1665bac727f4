/** `Value`, as multiprocessing's tests have it, and what is more. */
import assert from 'node:assert/strict'
import { Lock, RLock, Thread } from 'nogil'
import { AtomicBoolean, Value } from 'nogil/shared'
import type { TypeName } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'
import { sleepers, until } from '../support/waiters.ts'

/** Type, first value, value that another thread sets, values that are refused. */
const TYPES: readonly [TypeName, unknown, unknown, readonly unknown[]][] = [
  ['int8', -128, 127, [128, -129, 0.5]],
  ['uint8', 0, 255, [256, -1, NaN]],
  ['int16', -32768, 32767, [32768, -32769, '1']],
  ['uint16', 1, 65535, [65536, -1, 1n]],
  ['int32', 4321, -1234, [2 ** 31, -(2 ** 31) - 1, 2 ** 40]],
  ['uint32', 2, 2 ** 32 - 1, [2 ** 32, -1, undefined]],
  ['int64', 2n ** 33n, -(2n ** 63n), [2n ** 63n, 1, '1']],
  ['uint64', 2n ** 34n, 2n ** 64n - 1n, [2n ** 64n, -1n, 1]],
  ['float32', 3.625, -4.25, ['1', 1n, null]],
  ['float64', 3.1415, -3.625, ['1', 1n, true]],
  ['bool', true, false, [0, 1, 'true']],
]

export const valueCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'test_value, test_rawvalue: a thread sees the first value, and what it writes is seen'() {
    for (const lock of [true, false]) {
      const values = TYPES.map(([type, first]) => new Value(type, first as never, { lock }))
      const firsts = values.map((value) => value.value)
      assert.deepEqual(
        firsts,
        TYPES.map(([, first]) => first),
      )
      assert.deepEqual(
        values.map(({ type }) => type),
        TYPES.map(([type]) => type),
      )
      const news = TYPES.map(([, , second]) => second)
      const thread = new Thread({
        target: (given: Value[], next: unknown[]) => {
          const seen = given.map((value) => value.value)
          given.forEach((value, index) => (value.value = next[index] as never))
          return { seen, given }
        },
        args: [values, news],
      })
      thread.start()
      const { seen, given } = thread.result()
      assert.deepEqual(seen, firsts)
      assert.deepEqual(
        values.map((value) => value.value),
        news,
      )
      assert.ok(given.every((value, index) => value === values[index]))
    }
    assert.deepEqual(TYPES.map(([type]) => new Value(type).value).join(), '0,0,0,0,0,0,0,0,0,0,false')
  },

  'test_getobj_getlock: the lock is a new RLock, the one that was given, or none'() {
    const own = new Value('int32', 5)
    assert.ok(own.getLock() instanceof RLock)
    assert.equal(own.getLock(), own.getLock())
    for (const lock of [new Lock(), new RLock()])
      assert.equal(new Value('int32', 5, { lock }).getLock(), lock)
    assert.notEqual(new Value('int32', 5, { lock: true }).getLock(), own.getLock())
    assert.match(
      thrownBy(() => new Value('int32', 5, { lock: false }).getLock()),
      /^ThreadError: this Value was made without a lock$/,
    )
    assert.match(
      thrownBy(() => new Value('int32', 5, { lock: 'navalue' as never })),
      /^TypeError: Expected `lock` to be true, false, a Lock or an RLock, got `navalue`$/,
    )
    const thread = new Thread({
      target: (value: Value, lock: unknown) => value.getLock() === lock,
      args: [own, own.getLock()],
    })
    thread.start()
    assert.equal(thread.result(), true)
  },

  'what the type does not have is refused, in the constructor and in an assignment, and nothing changes'() {
    for (const [type, first, , bad] of TYPES) {
      const value = new Value(type, first as never)
      for (const each of bad) {
        assert.match(
          thrownBy(() => (value.value = each as never)),
          /^(Type|Range)Error: Expected .* for \w+, got /,
        )
        if (each !== undefined)
          assert.match(
            thrownBy(() => new Value(type, each as never)),
            /^(Type|Range)Error: Expected/,
          )
      }
      assert.equal(value.value, first)
    }
    assert.match(
      thrownBy(() => new Value('i' as never, 0 as never)),
      /^TypeError: Expected a type: one of int8, .*; got `i`$/,
    )
    assert.match(
      thrownBy(() => new Value('toString' as never)),
      /^TypeError/,
    )
    assert.match(
      thrownBy(() => new Value('int8', 1, false as never)),
      /^TypeError: Expected an options object/,
    )
  },

  'increments of several threads under its lock are all there'() {
    const value = new Value('int64', 0n)
    const work = (): void => {
      for (let n = 0; n < 500; n++) {
        const held = value.hold()
        try {
          value.value += 1n
        } finally {
          held[Symbol.dispose]()
        }
      }
    }
    const threads = [1, 2, 3].map(() => new Thread({ target: work }))
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result({ timeout: 15_000 })
    assert.equal(value.value, 1500n)
    assert.equal(value.getLock().locked(), false)
  },

  'a single read or write waits while another thread holds the lock, a Value without one never'() {
    for (const lock of [new Lock(), new RLock()]) {
      const value = new Value('int32', 1, { lock })
      const free = new Value('int32', 1, { lock: false })
      const held = value.hold()
      const threads = [
        new Thread({ target: () => value.value }),
        new Thread({ target: () => (value.value = 3) }),
        new Thread({ target: () => (free.value += 1) }),
      ] as const
      for (const thread of threads) thread.start()
      threads[2].join()
      until(() => sleepers(lock) === 2, 'both wait for the lock')
      value.value = 2
      assert.equal(value.value, 2)
      held[Symbol.dispose]()
      const [seen] = threads.map((thread) => thread.result({ timeout: 10_000 }))
      assert.ok(seen === 2 || seen === 3)
      assert.deepEqual([value.value, free.value, lock.locked()], [3, 2, false])
    }
  },

  async 'a flow that holds the lock reads and writes the value'() {
    const value = new Value('float64', 1)
    const held = await value.holdAsync()
    value.value += 0.5
    assert.equal(value.value, 1.5)
    held[Symbol.dispose]()
    assert.equal(await value.acquireAsync({ timeout: 10 }), true)
    value.release()
    assert.equal(value.acquire(), true)
    value.release()
  },

  'a disposed handle says so, and another thread keeps the value'() {
    const value = new Value('int32', 7)
    const text = String(value)
    assert.match(text, /^<Value\(int32, 7\) at 0x[0-9a-f]+>$/)
    const go = new AtomicBoolean()
    const thread = new Thread({
      target: (given: Value<'int32'>) => {
        go.wait(false)
        const held = given.hold()
        given.value += 1
        held[Symbol.dispose]()
        return given.value
      },
      args: [value],
    })
    thread.start()
    value[Symbol.dispose]()
    value[Symbol.dispose]()
    for (const use of [() => value.value, () => (value.value = 1), () => value.getLock(), () => value.hold()])
      assert.match(thrownBy(use), /^ThreadError: this thread has disposed of this Value/)
    assert.equal(String(value), '<Value, disposed>')
    go.store(true)
    go.notify()
    assert.equal(thread.result({ timeout: 10_000 }), 8)
  },
}

export function runValueCase(title: string): void | Promise<void> {
  return valueCases[title]?.()
}
