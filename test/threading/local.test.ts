/** What a Local does beyond Python's: crossing, module level, carriers that run one thread after another, printing. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'
import { Local, Thread } from 'nogil'
import { runText } from '../support/program-text.ts'
import { Tally, tally } from './fixtures/tally.ts'

function elsewhere<R>(target: () => R): Awaited<R> {
  const thread = new Thread({ target })
  thread.start()
  return thread.result()
}

test('a Local is the same object however it crosses, and its values are not sent', () => {
  const data = new Local<{ n?: number }>()
  data.n = 1
  const thread = new Thread({
    target: (given: Local<{ n?: number }>, list: readonly unknown[]) => {
      given.n = 2
      return [given === data, list[0] === data, data.n, given]
    },
    args: [data, [data]],
  })
  thread.start()
  const [captured, nested, n, back] = thread.result() as unknown[]
  assert.deepEqual([captured, nested, n], [true, true, 2])
  assert.equal(back, data)
  assert.equal(data.n, 1)
})

test('values may be what never crosses: functions with state, sockets, WeakMaps, #private instances', () => {
  class Secret {
    #n = 5
    get(): number {
      return this.#n
    }
  }
  const data = new Local<{ secret?: Secret; map?: WeakMap<object, number> }>()
  data.secret = new Secret()
  data.map = new WeakMap()
  assert.equal(
    elsewhere(() => data.secret),
    undefined,
  )
  assert.equal(data.secret.get(), 5)
})

test('a thread finds nothing of the thread that ran before it on its carrier', () => {
  const data = new Local<{ left?: string }>()
  const visits = (): unknown => {
    const found = [data.left, Object.keys(data)]
    data.left = 'behind'
    return found
  }
  for (let n = 0; n < 10; n++) assert.deepEqual(elsewhere(visits), [undefined, []])
})

test('a Local made in a thread is usable in others, also when its thread has ended', () => {
  const made = elsewhere(() => {
    const data = new Local<{ n?: number }>()
    data.n = 1
    return data
  })
  assert.equal(made.n, undefined)
  made.n = 2
  assert.equal(
    elsewhere(() => made.n),
    undefined,
  )
  assert.equal(made.n, 2)
})

test('a Local of an imported module is one object, and its values are each thread’s', () => {
  tally.add(1)
  const seen = (): unknown => [
    tally.add(10),
    tally.label,
    tally instanceof Tally,
    tally.constructor === Tally,
  ]
  for (let n = 0; n < 3; n++) assert.deepEqual(elsewhere(seen), [10, 'shared tally', true, true])
  assert.equal(tally.sum, 1)
})

test('an object of an imported subclass brings its class along', () => {
  const own = new Tally('own', [3, 4])
  own.add(1)
  const seen = (): unknown => [own.sum, own.add(5), own.label, own.first, own instanceof Local]
  for (let n = 0; n < 3; n++) assert.deepEqual(elsewhere(seen), [0, 5, 'own', 3, true])
  assert.deepEqual([own.sum, own.label, own.first], [1, 'own', 3])
})

test('methods and accessors of a subclass work on the attributes of the thread that calls', () => {
  class Temperature extends Local<object> {
    celsius = 0
    get kelvin(): number {
      return this.celsius + 273
    }
    set kelvin(kelvin: number) {
      this.celsius = kelvin - 273
    }
    self(): this {
      return this
    }
  }
  const temperature = new Temperature()
  temperature.kelvin = 300
  assert.equal(temperature.self(), temperature)
  assert.deepEqual(
    elsewhere(() => {
      temperature.kelvin += 10
      return [temperature.celsius, temperature.kelvin, temperature.self() === temperature]
    }),
    [10, 283, true],
  )
  assert.deepEqual([temperature.celsius, temperature.kelvin], [27, 300])
})

test('a class that refers to its own Local crosses', () => {
  class Node extends Local<object> {
    depth = 1
    deeper(): number {
      return (node.depth += 1)
    }
  }
  const node: Node = new Node()
  node.deeper()
  assert.equal(
    elsewhere(() => node.deeper()),
    2,
  )
})

test('a constructor that throws in a thread throws at each use there, and nothing is half made', () => {
  class Picky extends Local<object> {
    readonly ready: boolean
    constructor(where: string) {
      super(where)
      if (new Thread().daemon !== (where === 'daemon')) throw new RangeError('not here')
      this.ready = true
    }
  }
  const picky = new Picky('main')
  const use = (): unknown => {
    const texts = []
    for (let n = 0; n < 2; n++) {
      try {
        texts.push(picky.ready)
      } catch (error) {
        texts.push(String(error))
      }
    }
    return texts
  }
  const thread = new Thread({ target: use, daemon: true })
  thread.start()
  assert.deepEqual(thread.result(), ['RangeError: not here', 'RangeError: not here'])
  assert.deepEqual(elsewhere(use), [true, true])
})

test('#private members of a subclass are refused with the reason when a second thread would need them', () => {
  class Secretive extends Local<object> {
    readonly #n = 1
    read(): number {
      return this.#n
    }
  }
  const local = new Secretive()
  assert.equal(local.read(), 1)
  const use = (): unknown => {
    try {
      return local.read()
    } catch (error) {
      return (error as Error).message
    }
  }
  const answers = Array.from({ length: 4 }, () => elsewhere(use))
  assert.match(String(answers.at(-1)), /#private/)
})

test('a class or argument that cannot cross is refused when its Local does, before anything starts', () => {
  class Keeper extends Local<object> {
    readonly map: unknown
    constructor(map: unknown) {
      super(map)
      this.map = map
    }
  }
  const keeper = new Keeper(new WeakMap())
  assert.ok(keeper.map instanceof WeakMap)
  const thread = new Thread({ target: () => keeper.map })
  assert.throws(() => thread.start(), { name: 'CaptureError', message: /WeakMap/ })
  assert.equal(thread.ident, undefined)
})

test('the flows of one thread share its values across an await', async () => {
  const data = new Local<{ n?: number }>()
  const thread = new Thread({
    target: async () => {
      data.n = 1
      const flow = async (n: number): Promise<void> => {
        await Promise.resolve()
        data.n = (data.n ?? 0) + n
      }
      await Promise.all([1, 2, 3].map(flow))
      return data.n
    },
  })
  thread.start()
  assert.equal(await thread.resultAsync(), 7)
})

test('an object that inherits from a Local keeps what it is given for itself', () => {
  const data = new Local<{ n?: number }>()
  data.n = 1
  const heir = Object.create(data) as { n?: number }
  heir.n = 2
  assert.deepEqual([data.n, heir.n], [1, 2])
})

test('attributes can be defined with a getter, but not so that they stay for ever', () => {
  const data = new Local()
  Object.defineProperty(data, 'half', { get: () => 0.5, enumerable: true })
  assert.deepEqual({ ...data }, { half: 0.5 })
  assert.throws(() => Object.defineProperty(data, 'fixed', { value: 1, configurable: false }), TypeError)
  assert.equal(Reflect.deleteProperty(data, 'half'), true)
  assert.deepEqual(Object.keys(data), [])
})

test('a Local prints its class, and inspected the values of this thread', () => {
  const data = new Local<{ n?: number }>()
  data.n = 1
  assert.match(String(data), /^<Local at 0x[0-9a-f]+>$/)
  assert.equal(inspect(data), 'Local { n: 1 }')
  assert.equal(inspect({ at: new Tally('a', [0]) }), "{ at: Tally { sum: 0, label: 'a', first: 0 } }")
})

test('test_locals_at_exit: values are readable in exit handlers, of main and of threads', async () => {
  const ran = await runText(
    'locals-at-exit',
    `
    import { Local, Thread } from 'nogil'
    const data = new Local()
    data.n = 'of main'
    process.on('exit', () => console.log(data.n))
    new Thread({ target() {
      data.n = 'of the thread'
      process.on('exit', () => console.log(data.n))
      process.exit()
    } }).start()
  `,
  )
  assert.deepEqual([ran.stdout, ran.stderr, ran.code], ['of the thread\nof main\n', '', 0])
})
