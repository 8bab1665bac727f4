/** `shared()`: what an object does, its handle does, in every thread. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { AtomicInt32, Event, Local, Lock, Thread } from 'nogil'
import { dispose, record, shared, SharedArray, SharedList, SharedMap, update } from 'nogil/shared'
import { Queue } from 'nogil/queue'
import { thrownBy } from '../support/elsewhere.ts'
import { KEYS } from './plain-values.ts'
import { Account, Savings } from './object-classes.ts'

class Counter {
  value = 0
  private label = 'counter'
  step(by: number = 1): this {
    this.value += by
    return this
  }
  get double(): number {
    return this.value * 2
  }
  set half(value: number) {
    this.value = value * 2
  }
  get text(): string {
    return `${this.label} ${this.value}`
  }
}

class Named extends Counter {
  name = 'one'
  override step(by?: number): this {
    this.name += '.'
    return super.step(by)
  }
}

function inThread<R, A extends unknown[]>(target: (...args: A) => R, ...args: A): R {
  const thread = new Thread({ target, args })
  thread.start()
  return thread.result() as R
}

interface Bag {
  [name: string]: unknown
}

export const objectCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'every value that a field can have is read as it was written, in this thread and in another'() {
    const bag: Bag = shared({})
    KEYS.forEach((value, index) => {
      bag[`f${index}`] = value
      bag['same'] = value
      assert.ok(Object.is(bag[`f${index}`], value) && Object.is(bag['same'], value), String(value))
    })
    bag['minus zero'] = -0
    assert.ok(Object.is(bag['minus zero'], -0))
    const found = inThread(
      (given: Bag, values: readonly unknown[]) => values.map((value, n) => Object.is(given[`f${n}`], value)),
      bag,
      KEYS,
    )
    assert.deepEqual(
      found,
      KEYS.map(() => true),
    )
    const bits = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)
    bag['same'] = bits[0]
    assert.ok(Number.isNaN(bag['same']))
    bag['same'] = 1
    bag['same'] = bits[0]
    assert.ok(Number.isNaN(bag['same']))
  },

  'methods, getters and setters run on the handle, and classes stay classes, in all threads'() {
    const counter = shared(new Named())
    assert.ok(counter instanceof Named && counter instanceof Counter)
    counter.step().step(2).half = 4
    assert.deepEqual(
      [counter.value, counter.double, counter.text, counter.name],
      [8, 16, 'counter 8', 'one..'],
    )
    const there = inThread((given: Named) => {
      given.step()
      return [given instanceof Named, given.constructor === Named, given.double, given.name, given] as const
    }, counter)
    assert.deepEqual(there.slice(0, 4), [true, true, 18, 'one...'])
    assert.equal(there[4], counter)
    assert.equal(counter.value, 9)
    assert.throws(() => ((counter as { double: number }).double = 1), TypeError)
  },

  'a class of an imported module is the module’s own in every thread'() {
    const account = shared(new Savings(10))
    const there = inThread((given: Savings) => {
      given.deposit(5)
      return [given instanceof Savings, given instanceof Account, given.total()]
    }, account)
    assert.deepEqual([there, account.balance], [[true, true, 15 * 1.5], 15])
  },

  'objects that fields lead to are shared too, each once, circles included'() {
    interface Tree {
      name: string
      kids: Tree[]
      parent?: Tree
    }
    const kid: Tree = { name: 'kid', kids: [] }
    const root: Tree = { name: 'root', kids: [kid, kid] }
    kid.parent = root
    const tree = shared(root)
    assert.equal(tree.kids, tree.kids)
    assert.equal(tree.kids[0], tree.kids[1])
    assert.equal(tree.kids[0]?.parent, tree)
    const same = inThread((given: Tree) => {
      const first = given.kids[0] as Tree
      first.name = 'changed'
      given.kids.push({ name: 'third', kids: [given] })
      return given.kids[1] === first && first.parent === given && given.kids[2]?.kids[0] === given
    }, tree)
    assert.deepEqual([same, tree.kids[1]?.name, tree.kids.length, kid.name], [true, 'changed', 3, 'kid'])
    assert.equal(tree.kids[2]?.kids[0], tree)
    let chain: { next: unknown } = { next: null }
    for (let n = 0; n < 20_000; n++) chain = { next: chain }
    dispose(shared(chain))
  },

  'instances of other classes in fields keep their class, also when they come after the object has crossed'() {
    const bag: Bag = shared({ first: new Counter() })
    const classes = inThread((given: Bag) => (given['first'] as Counter).step().constructor.name, bag)
    bag['second'] = [new Named()]
    const second = inThread((given: Bag) => {
      const [named] = given['second'] as Named[]
      named?.step()
      given['third'] = new Counter()
      return named instanceof Named && named === (given['second'] as Named[])[0]
    }, bag)
    assert.deepEqual([classes, second], ['Counter', true])
    assert.ok(bag['third'] instanceof Counter)
    assert.equal((bag['second'] as Named[])[0]?.name, 'one.')
  },

  'shared objects of all kinds are themselves in a field'() {
    class Point extends record({ x: 'float64' }) {}
    const thread = new Thread({ target: () => 1 })
    thread.start()
    thread.join()
    const kinds: Bag = {
      lock: new Lock(),
      local: new Local(),
      event: new Event(),
      queue: new Queue(),
      map: new SharedMap(),
      atomic: new AtomicInt32(3),
      array: SharedArray.int8(3),
      point: new Point({ x: 1 }),
      other: shared({}),
      thread,
    }
    const bag = shared({ ...kinds })
    for (const [name, value] of Object.entries(kinds)) assert.equal(bag[name], value, name)
    assert.equal(shared(kinds['lock'] as Lock), kinds['lock'])
    assert.equal(shared(bag), bag)
    const same = inThread(
      (given: Bag, lock: Lock, array: unknown) => {
        ;(given['event'] as Event).set()
        return [given['lock'] === lock, given['array'] === array, given['lock'] === given['lock']]
      },
      bag,
      kinds['lock'] as Lock,
      kinds['array'],
    )
    assert.deepEqual(same, [true, true, true])
    assert.ok((kinds['event'] as Event).isSet())
    const map = new SharedMap<string, unknown>([['bag', bag]])
    assert.equal(map.get('bag'), bag)
    const queue = new Queue<unknown>()
    queue.put({ bag })
    assert.equal((queue.get() as { bag: unknown }).bag, bag)
  },

  'typed arrays become shared arrays, Dates are copies'() {
    const given = new Float32Array([1, 2])
    const bag = shared({ numbers: given, bytes: Buffer.from('ab'), when: new Date(5), never: new Date(NaN) })
    inThread((there: typeof bag) => {
      there.numbers[0] = 7
      there.when.setTime(9)
    }, bag)
    assert.ok(bag.numbers instanceof Float32Array && SharedArray.isShared(bag.numbers))
    assert.deepEqual([bag.numbers[0], given[0], bag.bytes[1]], [7, 1, 98])
    assert.deepEqual([bag.when, bag.never.getTime()], [new Date(5), NaN])
  },

  'a part of a shared array stays a part of it, in a field, a list, a queue and a thread, and keeps its memory'() {
    const array = SharedArray.int32([1, 2, 3, 4])
    const part = array.subarray(1, 3)
    const view = new DataView(array.buffer, array.byteOffset, array.byteLength)
    const bytes = Buffer.from(array.buffer, array.byteOffset + 4, 4)
    const bag = shared({ array, part: part as Int32Array, view, bytes: bytes as Uint8Array, all: [part] })
    const list = new SharedList<object>([part, view, bytes])
    const queue = new Queue<Int32Array>()
    queue.put(part)
    const thread = new Thread({
      target: (given: typeof bag, others: SharedList<object>, own: Int32Array, from: Queue<Int32Array>) => {
        const found = [given.part, given.all[0], others.at(0), own, from.get()] as Int32Array[]
        found.forEach((each, index) => (each[0] = (each[0] ?? NaN) + 10 ** index))
        given.view.setInt32(12, 44, true)
        ;(others.at(1) as DataView).setInt32(0, 11, true)
        given.bytes[3] = 1
        return found.map(({ length }) => length)
      },
      args: [bag, list, part, queue],
    })
    thread.start()
    assert.deepEqual(thread.result(), [2, 2, 2, 2, 2])
    assert.deepEqual([...array], [11, 11113 + 2 ** 24, 3, 44])
    assert.equal(bag.array, array)
    assert.ok(Buffer.isBuffer(bag.bytes))
    assert.equal(shared(part), part)
    SharedArray.dispose(array)
    assert.deepEqual([...bag.part], [11113 + 2 ** 24, 3])
    assert.deepEqual([...(list.at(0) as Int32Array)], [11113 + 2 ** 24, 3])
    assert.match(
      thrownBy(() => (bag.part = part)),
      /^ThreadError: .*disposed/,
    )
  },

  "memory of the program's own SharedArrayBuffer stays that memory"() {
    const memory = new SharedArrayBuffer(8)
    const view = new Int32Array(memory, 4)
    const first = new Thread({ target: () => 1 })
    first.start()
    first.join()
    const bag = shared({ memory, view })
    const thread = new Thread({
      target: (given: typeof bag) => {
        given.view[0] = 7
        new Int32Array(given.memory)[0] = 6
        return given.view.buffer.byteLength
      },
      args: [bag],
    })
    thread.start()
    assert.equal(thread.result(), 8)
    assert.deepEqual([...new Int32Array(memory)], [6, 7])
    assert.equal(shared(memory), memory)
  },

  'what cannot be shared is refused by the name of its field, and nothing changes'() {
    class Hidden {
      #secret = 1
      reveal(): number {
        return this.#secret
      }
    }
    const bad: readonly [unknown, RegExp][] = [
      [() => 1, /it is the function/],
      [Counter, /it is the function `Counter`/],
      [Symbol('s'), /it is `Symbol\(s\)`/],
      [new Map(), /use a SharedMap/],
      [new Set(), /use a SharedSet/],
      [new WeakMap(), /it is a WeakMap/],
      [Promise.resolve(), /it is a Promise/],
      [new Proxy({}, {}), /it is a Proxy/],
      [process.stdin, /which belongs to this thread/],
      [new DataView(new ArrayBuffer(1)), /it is a DataView of memory that only this thread has/],
      [new ArrayBuffer(1), /it is an ArrayBuffer, memory that only this thread has; use a typed array/],
      [Object(1), /wrapper object/],
      [new Hidden(), /private member #secret/],
      [{ deep: [1, { fn: () => 1 }] }, /the field `fn` of element 1 of the field `deep` of the field `bad`/],
      [
        {
          get x() {
            return 1
          },
        },
        /getter or setter of the object itself/,
      ],
      [{ [Symbol('key')]: 1 }, /fields have strings as names/],
      [Object.assign([1], { extra: 1 }), /an array with a field of its own, `extra`/],
      [new (class extends Array {})(), /derived from Array/],
    ]
    const bag: Bag = shared({ bad: 'old' })
    for (const [value, message] of bad) {
      const said = thrownBy(() => (bag['bad'] = value))
      assert.match(said, /^TypeError: cannot share (?:.* of )?the field `bad` of Object: /)
      assert.match(said, message)
      assert.match(
        thrownBy(() => shared([value])),
        /^TypeError: cannot share .*element 0 of the array: /,
      )
      assert.equal(bag['bad'], 'old')
      assert.match(
        thrownBy(() => (bag['new'] = value)),
        /the field `new` of Object/,
      )
      assert.equal('new' in bag, false)
    }
    for (const value of [1, 'text', null, undefined, true])
      assert.match(
        thrownBy(() => shared(value as never)),
        /^TypeError: Expected an object to share/,
      )
    for (const value of [new Date(), new Error('x'), /x/u])
      assert.match(
        thrownBy(() => shared(value)),
        /^TypeError: cannot share the \w+: it is one value/,
      )
    assert.match(
      thrownBy(() => shared(new Hidden())),
      /^TypeError: cannot share the Hidden: .*#secret/,
    )
  },

  'it can do what any object can: keys, spread, JSON, deletion, inspection, comparison'() {
    const plain: Bag = { b: 1, a: 'x', 10: true, 2: null, inner: { list: [1, , 3] } }
    const bag: Bag = shared({ ...plain })
    assert.deepEqual(Object.keys(bag), Object.keys(plain))
    assert.deepStrictEqual({ ...bag }, plain)
    assert.deepStrictEqual(bag, plain)
    assert.deepStrictEqual(plain, bag)
    assert.notDeepStrictEqual(bag, { ...plain, b: 2 })
    assert.equal(JSON.stringify(bag), JSON.stringify(plain))
    assert.equal(inspect(bag), inspect(plain))
    assert.equal(inspect({ x: [shared(new Counter())] }), inspect({ x: [new Counter()] }))
    assert.deepEqual(Object.entries(bag).length, 5)
    for (const key in bag) assert.ok(key in plain)
    delete bag['a']
    delete bag['never there']
    assert.deepEqual([bag['a'], 'a' in bag, Object.keys(bag)], [undefined, false, ['2', '10', 'b', 'inner']])
    bag['a'] = 2
    assert.deepEqual(Object.keys(bag), ['2', '10', 'b', 'inner', 'a'])
    assert.ok(Object.hasOwn(bag, 'a') && !Object.hasOwn(bag, 'toString') && 'toString' in bag)
    Object.defineProperty(bag, 'a', { value: 3 })
    assert.equal(bag['a'], 3)
    assert.throws(() => Object.defineProperty(bag, 'x', { value: 3 }), TypeError)
    assert.throws(() => Object.freeze(bag), TypeError)
    assert.throws(() => Object.setPrototypeOf(bag, Array.prototype), TypeError)
    const loop: Bag = shared({})
    loop['self'] = loop
    assert.match(inspect(loop), /Circular/)
    const derived = Object.create(bag) as Bag
    derived['a'] = 'own'
    assert.deepEqual([bag['a'], derived['a'], derived['b']], [3, 'own', 1])
    const bare = Object.assign(Object.create(null) as Bag, { x: 1 })
    assert.deepStrictEqual(shared(bare), bare)
  },

  'many fields, and fields that come and go, are as those of any object'() {
    const model = new Map<string, number>()
    const bag: Bag = shared({})
    for (let n = 0; n < 500; n++) {
      const name = n % 3 === 0 ? `a name that is too long to be short ${n}` : `n${n}`
      bag[name] = n
      model.set(name, n)
      if (n % 5 === 4) {
        const gone = [...model.keys()][n % 7] as string
        delete bag[gone]
        model.delete(gone)
      }
    }
    assert.deepEqual(Object.entries(bag), [...model])
    assert.deepEqual(
      inThread((given: Bag) => Object.entries(given), bag),
      [...model],
    )
    for (const name of model.keys()) delete bag[name]
    assert.deepEqual(Object.keys(bag), [])
    for (let n = 0; n < 2000; n++) {
      bag['same'] = n
      delete bag['same']
    }
    assert.deepEqual(Object.keys(bag), [])
  },

  'any row of steps leaves what it leaves of a plain object'() {
    const names = fc.constantFrom('a', 'b', 'c', '1', '0', 'a long name of more than twelve')
    const value = fc.oneof(
      fc.constantFrom(...KEYS),
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('x', 'y'), fc.integer(), { noNullPrototype: true }),
    )
    const step = fc.record({ name: names, value, kind: fc.constantFrom('set', 'set', 'delete', 'update') })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const model: Bag = { a: 0, b: 'b' }
        const bag: Bag = shared({ a: 0, b: 'b' })
        for (const { name, value: given, kind } of steps) {
          if (kind === 'delete') {
            delete model[name]
            delete bag[name]
          } else if (kind === 'set') {
            model[name] = structuredClone(given)
            bag[name] = given
          } else {
            const old = model[name]
            model[name] = structuredClone(given)
            update(bag, name, (found) => {
              assert.deepStrictEqual(found, old)
              return given
            })
          }
          assert.deepStrictEqual(bag[name], model[name])
        }
        assert.deepStrictEqual(bag, model)
        assert.deepEqual(Object.keys(bag), Object.keys(model))
        dispose(bag)
      }),
      { numRuns: 150 },
    )
  },

  'update() changes a field in one step, or nothing'() {
    const counter = shared({ n: 0, list: [1] } as { n: number; list: number[]; more?: number })
    const add = (given: typeof counter): void => {
      for (let i = 0; i < 2000; i++) update(given, 'n', (n) => n + 1)
    }
    const threads = [1, 2].map(() => new Thread({ target: add, args: [counter] }))
    for (const thread of threads) thread.start()
    add(counter)
    for (const thread of threads) thread.join()
    assert.equal(counter.n, 6000)
    assert.equal(
      update(counter, 'more', (none) => (none === undefined ? 1 : 2)),
      1,
    )
    assert.equal(counter.more, 1)
    update(counter.list, 1, () => 5)
    assert.deepStrictEqual(counter.list, [1, 5])
    const fail = (): never => {
      throw new RangeError('no')
    }
    assert.throws(() => update(counter, 'n', fail), RangeError)
    assert.match(
      thrownBy(() => update(counter, 'n', (() => () => 1) as never)),
      /^TypeError: cannot share the field `n`/,
    )
    assert.match(
      thrownBy(() => update(counter, 'n', () => (counter.n = 1))),
      /^ThreadError: /,
    )
    assert.equal(counter.n, 6000)
    assert.match(
      thrownBy(() => update({ n: 1 }, 'n', (n) => n)),
      /^TypeError: Expected a shared object/,
    )
    assert.match(
      thrownBy(() => update(counter, 'n', 1 as never)),
      /^TypeError: Expected a function/,
    )
  },

  'after dispose any use is an error that says so, and other threads keep the object'() {
    const bag: Bag = shared({ x: 1 })
    const list = shared([1])
    const keep = shared({ bag, list })
    dispose(bag)
    dispose(bag)
    for (const use of [
      () => bag['x'],
      () => (bag['x'] = 2),
      () => delete bag['x'],
      () => Object.keys(bag),
      () => 'x' in bag,
      () => inThread((given: Bag) => given, bag),
      () => update(bag, 'x', () => 1),
      () => (keep.bag = bag),
    ])
      assert.match(thrownBy(use), /^ThreadError: this thread has disposed of this object/)
    assert.match(inspect(bag), /disposed/)
    {
      const own = list as unknown as Disposable
      own[Symbol.dispose]()
    }
    for (const use of [() => list[0], () => list.length, () => list.push(1), () => [...list]])
      assert.match(thrownBy(use), /^ThreadError: this thread has disposed of this array/)
    assert.notEqual(keep.bag, bag)
    assert.deepStrictEqual([keep.bag, keep.list], [{ x: 1 }, [1]])
    const lock = new Lock()
    assert.throws(() => dispose({}), /^TypeError: Expected a shared object/)
    assert.throws(() => dispose(null as never), /^TypeError: Expected a shared object/)
    if (Symbol.dispose in lock) dispose(lock)
  },
}

export function runObjectCase(title: string): void | Promise<void> {
  return objectCases[title]?.()
}
