import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import fs, { existsSync as exists, readFileSync } from 'node:fs'
import net from 'node:net'
import * as path from 'node:path'
import { after, test } from 'node:test'
import { Box, callCount, config, helper, Job, LIMIT } from './fixtures/library.ts'
import { Pool } from './harness.ts'
import { Counter, Lock } from './shared-memory.ts'

const pool = new Pool(1)
const two = new Pool(2)
after(async () => {
  await pool.close()
  await two.close()
})
const run: Pool['submit'] = (f, ...args) => pool.submit(f, ...args)

const K = 40
const NAME = 'cap'
const obj: { a: number; deep: { b: number[] } } = { a: 1, deep: { b: [2, 3] } }
const lock = new Lock()
const total = new Counter(0)
const data = new Float64Array([1, 2, 3])
const map = new Map([['x', { y: 1 }]])
const re = /a(b)c/g
const { log } = console
const isArray = Array.isArray
const SYM = Symbol.for('q')
const big = 10n ** 20n
let mutable = 1

export function exportedFn(n: number): number {
  return n * 2
}
function local(n: number): number {
  return n + K
}
const arrowLocal = (n: number): number => local(n) + 1
const fact = (n: number): number => (n < 2 ? 1 : n * fact(n - 1))
function isEven(n: number): boolean {
  return n === 0 ? true : isOdd(n - 1)
}
function isOdd(n: number): boolean {
  return n === 0 ? false : isEven(n - 1)
}
class Base {
  x: number
  constructor(x: number) {
    this.x = x
  }
  hi(): string {
    return 'hi' + this.x
  }
}
class Point extends Base {
  #secret = 5
  static zero = new Base(0)
  static made = 3
  sum(): number {
    return this.x + this.#secret + K
  }
  override hi(): string {
    return super.hi() + '!'
  }
  static create(x: number): Point {
    return new Point(x)
  }
  get double(): number {
    return this.x * 2
  }
}
class Account {
  lock = new Lock()
  n = new Counter(0)
  add(k: number): void {
    this.lock.acquire()
    try {
      this.n.value = this.n.value + k
    } finally {
      this.lock.release()
    }
  }
}
const account = new Account()
const inst = new Base(7)
const withMethods = {
  k: 3,
  mul(n: number): number {
    return n * this.k
  },
  nested: { f: (n: number): number => n + K },
}
function* gen(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i + K
}
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('an exported function of the starting file runs in a thread', async () => {
  assert.equal(await run(exportedFn, 4), 8)
})
test('a local function takes the constant it uses with it', async () => {
  assert.equal(await run(local, 2), 42)
})
test('a local function takes the functions it calls with it', async () => {
  assert.equal(await run((n) => arrowLocal(n), 1), 42)
})
test('an inline arrow captures numbers, strings and objects', async () => {
  const q = { z: [1, { w: 2 }] as const }
  assert.equal(await run(() => K + NAME + obj.deep.b[1] + q.z[1].w), '40cap32')
})
test('each turn of a loop has its own captured variable', async () => {
  const answers: Promise<number>[] = []
  for (let i = 0; i < 3; i++) answers.push(run(() => i * 10))
  assert.deepEqual(await Promise.all(answers), [0, 10, 20])
})
test('named, namespace, default and renamed imports of builtin modules work', async () => {
  assert.equal((await run(() => readFileSync(process.execPath).length)) > 0, true)
  assert.equal(await run(() => path.join('a', 'b')), path.join('a', 'b'))
  assert.equal(await run(() => fs.existsSync('.') && exists('.')), true)
})
test("a program module's function, class and data work, and its own state is whole", async () => {
  assert.equal(await run((n) => helper(n) + new Box(2).get() + config.port + LIMIT, 3), 6 + 2 + 8081 + 7)
  const before = await run(() => callCount())
  await run(() => helper(1))
  assert.equal(await run(() => callCount()), before + 1)
})
test('an exported function of another module is a target by reference: it may write to its module', async () => {
  const before = await run(callCount)
  assert.equal(await run(helper, 4), 8)
  assert.equal(await run(callCount), before + 1)
})
test('an instance of an imported class is an instance of the class that the thread imports', async () => {
  const job = new Job(4)
  assert.equal(await run(() => job.run() + (job instanceof Job ? 100 : 0)), 105)
})
test('import() in the body resolves from the file of the function', async () => {
  assert.equal(await run(async () => (await import('./fixtures/library.ts')).helper(5)), 10)
})
test('import.meta speaks of the file of the function', async () => {
  assert.equal(await run(() => import.meta.url), import.meta.url)
  assert.equal(
    await run(() => (import.meta as unknown as { dirname: string }).dirname.endsWith('functions')),
    true,
  )
})
test('async functions, generators and async generators work', async () => {
  assert.equal(
    await run(async (n) => {
      await later(1)
      return n + K
    }, 2),
    42,
  )
  assert.equal(await run(() => [...gen(3)].join()), '40,41,42')
  assert.equal(
    await run(async () => {
      async function* each(): AsyncGenerator<number> {
        yield K
      }
      let sum = 0
      for await (const x of each()) sum += x
      return sum
    }),
    40,
  )
  async function* outer(): AsyncGenerator<number> {
    yield K
  }
  assert.equal(
    await run(async () => {
      let sum = 0
      for await (const x of outer()) sum += x
      return sum
    }),
    40,
  )
})
test('recursion works: declared, through a constant, mutual', async () => {
  function fib(n: number): number {
    return n < 2 ? n : fib(n - 1) + fib(n - 2)
  }
  assert.equal(await run(fib, 15), 610)
  assert.equal(await run(fact, 5), 120)
  assert.equal(await run(isEven, 10), true)
})
test('a class crosses with its superclass, #private members, statics, accessors and super calls', async () => {
  assert.equal(
    await run(() => {
      const p = Point.create(2)
      return [p.sum(), p.hi(), p.double, Point.made, Point.zero.hi(), p instanceof Base].join()
    }),
    '47,hi2!,4,3,hi0,true',
  )
})
test('a captured instance is an instance of the captured class', async () => {
  assert.equal(await run(() => inst.hi() + (inst instanceof Base)), 'hi7true')
})
test('objects with methods, nested functions, bound methods and method shorthands work', async () => {
  assert.equal(await run((n) => withMethods.mul(n) + withMethods.nested.f(1), 4), 53)
  assert.equal(await run(withMethods.mul.bind(withMethods), 4), 12)
  const o = {
    go(n: number): number {
      return n + K
    },
    async *['items'](): AsyncGenerator<number> {
      yield K
    },
    get size(): number {
      return K + 1
    },
  }
  assert.equal(await run(o.go, 2), 42)
  assert.equal(await run(async () => (await o.items().next()).value as number), 40)
  const getter = Object.getOwnPropertyDescriptor(o, 'size')?.get as () => number
  assert.equal(await run(getter), 41)
})
test('a bound function that its own object holds keeps pointing at that object', async () => {
  class Handler {
    n = 2
    handle = this.add.bind(this)
    add(k: number): number {
      return this.n + k
    }
  }
  const h = new Handler()
  assert.equal(await run(h.handle, 3), 5)
  assert.equal(await run(() => h.handle(1)), 3)
})
test('a bound method may use #private members and super when its object crosses by class', async () => {
  class Named extends Base {
    override hi(): string {
      return super.hi() + K
    }
  }
  const n = new Named(1)
  assert.equal(await run(n.hi.bind(n)), 'hi140')
})
test('locks and counters are the same object in every thread', async () => {
  total.value = 0
  const work = (): void => {
    for (let i = 0; i < 20000; i++) {
      lock.acquire()
      total.value = total.value + 1
      lock.release()
    }
  }
  await Promise.all([two.submit(work), two.submit(work)])
  assert.equal(total.value, 40000)
})
test('an instance whose fields are shared objects shares them', async () => {
  account.n.value = 0
  await Promise.all([1, 2].map(() => two.submit(account.add.bind(account), 5)))
  assert.equal(account.n.value, 10)
})
test('a shared object as an argument is the same object', async () => {
  const c = new Counter(1)
  await run((x) => {
    x.value += 41
  }, c)
  assert.equal(c.value, 42)
})
test('raw shared memory is shared', async () => {
  const a = new Int32Array(new SharedArrayBuffer(8))
  await run(() => {
    a[1] = 7
  })
  assert.equal(a[1], 7)
})
test('typed arrays, Map, RegExp, bigint and registered symbols are captured', async () => {
  assert.equal(
    await run(
      () => (data[2] ?? 0) + (map.get('x')?.y ?? 0) + 'zabc'.replace(re, '$1') + big + SYM.description,
    ),
    '4zb100000000000000000000q',
  )
})
test('captured globals and their members are those of the thread', async () => {
  assert.equal(await run(() => isArray([]) && typeof log), 'function')
  const { floor } = Math
  const { join } = path
  assert.equal(await run(() => floor(1.5) + join('a', 'b')), '1' + path.join('a', 'b'))
})
test('a variable that changes is read anew at each start', async () => {
  mutable = 1
  const f = (): number => mutable
  assert.equal(await run(f), 1)
  mutable = 2
  assert.equal(await run(f), 2)
  const o = { v: 1 }
  const g = (): number => o.v
  assert.equal(await run(g), 1)
  o.v = 2
  assert.equal(await run(g), 2)
})
test('a shadowed name is not captured', async () => {
  const sock = new net.Socket()
  assert.notEqual(sock, undefined)
  assert.equal(await run((sock) => sock + 1, 1), 2)
})
test('the stack of an error shows the file and line of the user', async () => {
  const here = Number(/(\d+):\d+\)?$/.exec(new Error('line').stack?.split('\n')[1] ?? '')?.[1])
  await assert.rejects(
    run(() => {
      throw new Error('boom')
    }),
    (error: Error) => new RegExp(`features\\.test\\.js:${here + 2}:\\d+`).test(error.stack ?? ''),
  )
})
test('two functions that capture one object see one object', async () => {
  const q = { x: 1 }
  const list = [1]
  const f1 = (): object => q
  const f2 = (): object[] => [q, list, list]
  assert.equal(await run(() => f1() === f2()[0] && f2()[1] === f2()[2]), true)
})
test('classes that extend Error and EventEmitter work', async () => {
  class MyError extends Error {
    code = K
  }
  class Emitter extends EventEmitter {
    go(): number {
      let sum = 0
      this.on('x', (v: number) => {
        sum += v
      })
      this.emit('x', K)
      return sum
    }
  }
  assert.equal(
    await run(() => {
      try {
        throw new MyError('m')
      } catch (e) {
        return [(e as MyError).code, e instanceof MyError, e instanceof Error, new Emitter().go()].join()
      }
    }),
    '40,true,true,40',
  )
})
test('constructor functions with prototype methods work, and inherit', async () => {
  interface Old {
    x: number
    get(): number
  }
  const Old = function (this: Old, x: number) {
    this.x = x
  } as unknown as new (x: number) => Old
  Old.prototype.get = function (this: Old): number {
    return this.x + K
  }
  const New = function (this: Old, x: number) {
    ;(Old as unknown as Function).call(this, x)
  } as unknown as new (x: number) => Old
  New.prototype = Object.create(Old.prototype as object) as Old
  New.prototype.constructor = New
  const made = new Old(5)
  assert.equal(await run(() => new Old(2).get()), 42)
  assert.equal(await run(() => new New(3).get() + Number(new New(1) instanceof Old)), 44)
  assert.equal(await run(() => made.get() + Number(made instanceof Old)), 46)
})
test('an arrow that uses the outer this says so when it runs', async () => {
  class Q {
    k = 1
    run(): Promise<number> {
      return run(() => this.k)
    }
    unused(): Promise<boolean> {
      return run(() => typeof this === 'function')
    }
    self(): Promise<number> {
      const self = this
      return run(() => self.k)
    }
  }
  await assert.rejects(new Q().run(), /uses "this" of the function around it.*const self = this/)
  assert.equal(await new Q().unused(), true)
  assert.equal(await new Q().self(), 1)
})
test('a class may have methods and fields that need what cannot cross', async () => {
  const sock = new net.Socket()
  class Server {
    s = sock
    k = K
    talk(): boolean {
      return sock.write('x')
    }
    calc(): number {
      return this.k + 2
    }
    bad(): boolean {
      return this.s.write('y')
    }
  }
  const o = new Server()
  assert.equal(await run(() => o.calc()), 42)
  await assert.rejects(
    run(() => o.bad()),
    /`o` -> \.s to another thread: it is a net\.Socket object, which belongs to this thread/,
  )
})
test('a class stays the same class from task to task', async () => {
  await run(() => {
    ;(globalThis as unknown as { kept: unknown }).kept = new Base(1)
  })
  assert.equal(await run(() => (globalThis as unknown as { kept: unknown }).kept instanceof Base), true)
  class Tuned {
    static level = 1
  }
  await run(() => {
    ;(globalThis as unknown as { kept: unknown }).kept = new Tuned()
  })
  assert.equal(await run(() => (globalThis as unknown as { kept: unknown }).kept instanceof Tuned), true)
  Tuned.level = 2
  assert.equal(await run(() => Tuned.level), 2)
})
test('factories, default parameters and functions with properties work', async () => {
  const make = (a: number) => (b: number) => a + b + K
  assert.equal(await run(make(1), 1), 42)
  assert.equal(await run((n = K) => n), 40)
  const counted = Object.assign((n: number) => n + counted.step, { step: 3 })
  assert.equal(await run(counted, 1), 4)
  counted.step = 5
  assert.equal(await run(counted, 1), 6)
})
test('name and length of a function are kept', async () => {
  function named(a: number, b: number): number {
    return a + b
  }
  assert.deepEqual(await run(() => [named.name, named.length]), ['named', 2])
})
test('a static field that is a shared object is the shared one, and its initialiser does not run again', async () => {
  const made = new Counter(0)
  class Registry {
    static lock = new Lock()
    static count = (() => {
      made.value++
      return new Counter(3)
    })()
  }
  await run(() => {
    Registry.count.value++
  })
  assert.equal(Registry.count.value, 4)
  assert.equal(made.value, 1)
})
test('classes and functions that need each other cross', async () => {
  class Shape {
    static make(kind: string): Shape {
      const C = kinds[kind]
      if (C === undefined) throw new Error('no kind')
      return new C()
    }
    label(): string {
      return 'shape'
    }
  }
  class Circle extends Shape {
    override label(): string {
      return 'circle of ' + super.label() + describe(this)
    }
  }
  const kinds: Record<string, new () => Shape> = { circle: Circle }
  function describe(shape: Shape): string {
    return shape instanceof Circle ? '!' : '?'
  }
  assert.equal(await run(() => Shape.make('circle').label()), 'circle of shape!')
  assert.equal(await run(() => new Circle().label()), 'circle of shape!')
})
test('a nested thread started from a thread captures there', async () => {
  assert.equal(
    await run(async (n) => {
      const inner = new Pool(1)
      try {
        return await inner.submit((m: number) => m + K, n)
      } finally {
        await inner.close()
      }
    }, 2),
    42,
  )
})
test('arguments are private copies that may be written to', async () => {
  assert.deepEqual(
    await run(
      (list: number[]) => {
        list.push(1)
        return list
      },
      [0],
    ),
    [0, 1],
  )
})
test("an instance or error that a thread makes of a captured class is one of the sender's class", async () => {
  class Failure extends Error {
    code = K
  }
  const p = await run(() => new Point(3))
    .then(() => assert.fail('private fields cannot cross'))
    .catch((error: Error) => error)
  assert.match(String(p), /private fields/)
  const made = await run(() => new Base(3))
  assert.ok(made instanceof Base)
  assert.equal(made.hi(), 'hi3')
  await assert.rejects(
    run(() => {
      throw new Failure('no')
    }),
    (error) => error instanceof Failure && error.code === K && /features\.test\.js/.test(error.stack ?? ''),
  )
  const job = await run(() => new Job(2))
  assert.ok(job instanceof Job)
})
test('a class that a thread passes on is one class for all threads that get it', async () => {
  const other = await two.submit(() => Base)
  assert.equal(other, Base)
})
