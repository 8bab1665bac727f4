/** `SharedMap`: a Map for all threads. What a Map does, it does, in the same order. */
import assert from 'node:assert/strict'
import { Event, Lock, RLock, Thread, Value } from 'nogil'
import { SharedMap } from 'nogil/shared'
import { Bunch } from '../support/bunch.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { integer, withSeed } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { KEYS, VALUES } from './plain-values.ts'

export const mapCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'every kind of key and value is found again, in this thread and in another, in the order of coming'() {
    const model = new Map<unknown, unknown>()
    const map = new SharedMap()
    KEYS.forEach((key, index) => {
      for (let n = 0; n < VALUES.length; n += KEYS.length) {
        const value = VALUES[(n + index) % VALUES.length]
        model.set(key, value)
        map.set(key, value)
        assert.deepEqual(map.get(key), value)
        assert.ok(map.has(key))
      }
    })
    assert.deepEqual([...map], [...model])
    const thread = new Thread({
      target: (given: SharedMap, keys: readonly unknown[]) => ({
        all: [...given],
        each: keys.map((key) => given.get(key)),
      }),
      args: [map, KEYS],
    })
    thread.start()
    const { all, each } = thread.result()
    assert.deepEqual(all, [...model])
    assert.deepEqual(
      each,
      KEYS.map((key) => model.get(key)),
    )
  },

  'keys are the same by SameValueZero'() {
    const map = new SharedMap<unknown, string>([
      [0, 'zero'],
      [NaN, 'none'],
    ])
    assert.equal(map.get(-0), 'zero')
    map.set(-0, 'still zero')
    assert.deepEqual(
      [...map.keys()].map((key) => Object.is(key, -0)),
      [false, false],
    )
    assert.equal(map.get(Number('x')), 'none')
    const bits = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)
    assert.equal(map.get(bits[0]), 'none')
    for (const key of ['0', 0n, false, null, '', undefined]) assert.equal(map.has(key), false, String(key))
    assert.equal(map.size, 2)
  },

  'shared objects are keys and values by identity; other objects are no keys'() {
    const locks = [new Lock(), new Lock(), new Lock()]
    const inner = new SharedMap([['depth', 1]])
    const map = new SharedMap<object, unknown>(locks.map((lock, index) => [lock, { lock, index }]))
    map.set(inner, inner)
    assert.deepEqual([...map.keys()], [...locks, inner])
    assert.ok([...map.keys()].every((key, index) => key === [...locks, inner][index]))
    assert.equal((map.get(locks[1] as Lock) as { lock: Lock }).lock, locks[1])
    assert.equal(map.has(new Lock()), false)
    const thread = new Thread({
      target: (given: SharedMap<object, unknown>, first: Lock, own: SharedMap) => {
        const found = given.get(first) as { lock: Lock }
        return [found.lock === first, given.get(own) === own, own.get('depth'), given.delete(first)]
      },
      args: [map, locks[0] as Lock, inner],
    })
    thread.start()
    assert.deepEqual(thread.result(), [true, true, 1, true])
    assert.equal(map.size, 3)
    for (const key of [{}, [], () => 1, Symbol('s'), new Date()])
      assert.match(
        thrownBy(() => map.set(key as object, 1)),
        /^TypeError: Expected a key that is the same in all threads: .*, got /,
      )
    assert.equal(map.size, 3)
  },

  'what get() returns is a copy, and what is set is copied'() {
    const given = { list: [1] }
    const map = new SharedMap([['key', given]])
    given.list.push(2)
    map.get('key')?.list.push(3)
    assert.deepEqual(map.get('key'), { list: [1] })
  },

  'what cannot cross is refused by name, and nothing changes'() {
    const map = new SharedMap<string, unknown>([['key', 1]])
    const refused = () => map.set('key', { deep: { weak: new WeakMap() } })
    assert.match(
      thrownBy(refused),
      /^CaptureError: cannot send the value -> \.deep -> \.weak to another thread/,
    )
    assert.match(
      thrownBy(() => map.set('new', Symbol('s'))),
      /^CaptureError: cannot send the value /,
    )
    assert.match(
      thrownBy(() => map.setDefault('new', new WeakSet())),
      /^CaptureError/,
    )
    assert.match(
      thrownBy(() => map.update('key', () => new WeakSet())),
      /^CaptureError/,
    )
    assert.deepEqual([...map], [['key', 1]])
    assert.match(
      thrownBy(() => new SharedMap([1] as never)),
      /^TypeError: Expected entries to be pairs/,
    )
    assert.match(
      thrownBy(() => new SharedMap([[{}, 1]])),
      /^TypeError: Expected a key/,
    )
    assert.match(
      thrownBy(() => map.update('key', 1 as never)),
      /^TypeError: Expected a function/,
    )
    assert.match(
      thrownBy(() => map.increment('key', '1' as never)),
      /^TypeError: Expected a number to increment by/,
    )
    map.set('text', 'no number')
    assert.match(
      thrownBy(() => map.increment('text')),
      /^TypeError: Expected the value of `text` to be a number/,
    )
    assert.equal(map.get('text'), 'no number')
  },

  'test_setdefault, test_pop, test_popitem: one step each'() {
    const map = new SharedMap<string, number>([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    assert.deepEqual([map.setDefault('a', 9), map.setDefault('d', 4), map.get('d')], [1, 4, 4])
    assert.deepEqual([map.pop('b'), map.pop('b'), map.pop('b', 'none')], [2, undefined, 'none'])
    assert.deepEqual([map.popItem(), map.popItem(), map.size], [['d', 4], ['c', 3], 1])
    assert.deepEqual([map.delete('a'), map.delete('a'), map.popItem()], [true, false, undefined])
    assert.deepEqual([map.increment('n'), map.increment('n', 2.5), map.get('n')], [1, 3.5, 3.5])
    map.clear()
    assert.deepEqual([map.size, [...map]], [0, []])
  },

  'update() gives the old value, keeps what is returned, and leaves the map as it was when it throws'() {
    const map = new SharedMap<string, readonly string[]>()
    const add = (word: string) => map.update('words', (words) => [...(words ?? []), word])
    assert.deepEqual([add('one'), add('two')], [['one'], ['one', 'two']])
    const broken = () =>
      map.update('words', () => {
        throw new RangeError('mine')
      })
    assert.equal(thrownBy(broken), 'RangeError: mine')
    assert.deepEqual(map.get('words'), ['one', 'two'])
    assert.match(
      thrownBy(() => map.update('words', () => map.get('words') ?? [])),
      /^ThreadError: the function given to update\(\) used the collection that it updates/,
    )
    const other = new SharedMap<string, number>()
    map.update('words', (words) => {
      other.set('a longer key than fits', 1)
      return [...(words ?? []), String(other.get('a longer key than fits'))]
    })
    map.update('another long key, a new one', () => [String(other.increment('a longer key than fits'))])
    assert.deepEqual(
      [...map],
      [
        ['words', ['one', 'two', '1']],
        ['another long key, a new one', ['2']],
      ],
    )
  },

  'increment(), update() and setDefault() of several threads lose nothing'() {
    const map = new SharedMap<string, unknown>()
    const work = (index: number) => () => {
      for (let n = 0; n < 300; n++) {
        map.increment('count')
        map.update('list', (list) => [...((list as string[]) ?? []).slice(-20), `thread ${index}: ${n}`])
        map.increment(`own ${index}`)
        if (map.setDefault(`race for a longer key ${n}`, index) === index) map.increment('won')
      }
    }
    new Bunch(3, (index) => new Thread({ target: work(index) })).run()
    assert.deepEqual([map.get('count'), map.get('own 0'), map.get('own 2')], [900, 300, 300])
    assert.equal(map.get('won'), 300)
  },

  'going through it goes through one moment, and the map may change meanwhile'() {
    const map = new SharedMap<number, number>(Array.from({ length: 100 }, (_, n) => [n, n * n]))
    const seen: number[] = []
    map.forEach((value, key, itself) => {
      assert.equal(value, key * key)
      assert.equal(itself, map)
      map.delete(99 - key)
      seen.push(key)
    })
    assert.equal(seen.length, 100)
    assert.equal(map.size, 0)
  },

  'a thread that changes pairs of entries is never seen half way by who goes through the map'() {
    const map = new SharedMap<string, string>()
    const stop = new Value('bool', false)
    const writer = new Thread({
      target: () => {
        for (let n = 0; !stop.value; n++) {
          const text = `${n}`.repeat(40)
          map.set('one', text)
          if (n % 5 === 0) map.clear()
        }
      },
    })
    writer.start()
    for (let n = 0; n < 500; n++) {
      for (const [, value] of map) {
        const size = value.length / 40
        assert.equal(value, value.slice(0, size).repeat(40))
      }
    }
    stop.value = true
    writer.join()
  },

  'it does what a Map does, whatever the order of calls'() {
    return withSeed((random) => {
      for (let round = 0; round < 10; round++) compareWithMap(random)
    })
  },

  'after dispose every use says so; another thread keeps the map'() {
    const map = new SharedMap([['key', 1]])
    const gate = new Lock()
    gate.acquire()
    const thread = new Thread({
      target: (given: SharedMap) => {
        gate.acquire()
        return [...given]
      },
      args: [map],
    })
    thread.start()
    map[Symbol.dispose]()
    map[Symbol.dispose]()
    gate.release()
    assert.deepEqual(thread.result(), [['key', 1]])
    assert.match(
      thrownBy(() => map.get('key')),
      /^ThreadError: this thread has disposed of this SharedMap/,
    )
    assert.match(
      thrownBy(() => map.size),
      /^ThreadError/,
    )
    assert.equal(String(map), '<SharedMap, disposed>')
    assert.match(String(new SharedMap([[1, 1]])), /^<SharedMap of 1 at 0x[0-9a-f]+>$/)
  },

  'a deadlock through a map whose update() waits is found'() {
    const map = new SharedMap([['key', 1]])
    const lock = new RLock()
    const inside = new Event()
    const held = lock.hold()
    const thread = new Thread({
      target: () => {
        try {
          return map.update('key', (value) => {
            inside.set()
            lock.acquire()
            lock.release()
            return (value ?? 0) + 1
          })
        } catch (error) {
          return (error as Error).name
        }
      },
    })
    thread.start()
    inside.wait()
    const mine = thrownBy(() => map.increment('key', 0))
    held[Symbol.dispose]()
    const its = thread.result()
    // whichever of the two began to wait last
    if (its === 'DeadlockError') assert.deepEqual([mine, map.get('key')], ['nothing', 1])
    else {
      assert.deepEqual([its, map.get('key')], [2, 2])
      assert.match(mine, /^DeadlockError: .*SharedMap at 0x/s)
    }
  },
}

const SOME_KEYS = KEYS.filter((_, index) => index % 2 === 0)

function compareWithMap(random: Random): void {
  const map = new SharedMap<unknown, unknown>()
  const model = new Map<unknown, unknown>()
  const steps = integer(random, 50, 600)
  const keys =
    random() < 0.5 ? SOME_KEYS : Array.from({ length: 200 }, (_, n) => `the key number ${n % 7} ${n}`)
  const pick = (values: readonly unknown[]): unknown => values[integer(random, 0, values.length)]
  for (let step = 0; step < steps; step++) {
    const key = pick(keys)
    const value = pick(VALUES)
    switch (integer(random, 0, 8)) {
      case 0:
      case 1:
      case 2:
        map.set(key, value)
        model.set(key, value)
        break
      case 3:
        assert.equal(map.delete(key), model.delete(key))
        break
      case 4:
        assert.deepEqual(map.pop(key), model.get(key))
        model.delete(key)
        break
      case 5: {
        const last = [...model].at(-1)
        assert.deepEqual(map.popItem(), last)
        model.delete(last?.[0])
        break
      }
      case 6:
        if (!model.has(key)) model.set(key, value)
        assert.deepEqual(map.setDefault(key, value), model.get(key))
        break
      default:
        assert.deepEqual(map.get(key), model.get(key))
        if (random() < 0.02) {
          map.clear()
          model.clear()
        }
    }
    assert.equal(map.size, model.size)
  }
  assert.deepEqual([...map], [...model])
  assert.deepEqual([[...map.keys()], [...map.values()]], [[...model.keys()], [...model.values()]])
}

export function runMapCase(title: string): void | Promise<void> {
  return mapCases[title]?.()
}
