/** Subclasses of Thread: run(), fields, super.run(), what crosses of them. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { currentThread, Lock, Thread } from 'nogil'
import type { ThreadOptions } from 'nogil'
import { Squarer } from './fixtures/squarer.ts'

class Adder extends Thread {
  readonly left: number
  readonly right: number
  readonly lock = new Lock()

  constructor(left: number, right: number, options: ThreadOptions<[], unknown> = {}) {
    super(options)
    this.left = left
    this.right = right
  }

  sum(): number {
    return this.left + this.right
  }

  override run(): unknown {
    return [this.sum(), this.name, this === (currentThread() as unknown), this.lock.locked()]
  }
}

test('run() of a subclass runs in the thread, with its fields, methods and shared objects', () => {
  const thread = new Adder(2, 3, { name: 'adder' })
  thread.lock.acquire()
  thread.start()
  assert.deepEqual(thread.result(), [5, 'adder', true, true])
  assert.match(String(thread), /^<Adder\(adder, stopped \d+\)>$/)
})

test('a subclass of an imported module runs too', () => {
  const thread = new Squarer(7)
  thread.start()
  assert.equal(thread.result(), 49)
})

test('super.run() calls the target with its arguments', () => {
  class Wrapped extends Thread<[number], number> {
    override run(): unknown {
      return ['before', super.run(), 'after']
    }
  }
  const thread = new Wrapped({ target: (n: number) => n * 2, args: [4] })
  thread.start()
  assert.deepEqual(thread.result() as unknown, ['before', 8, 'after'])
})

test('run() called directly runs in the caller', () => {
  const here: string[] = []
  const thread = new Thread({
    target: (name: string) => here.push(`${name} ${currentThread().name}`),
    args: ['x'],
  })
  assert.equal(thread.run(), 1)
  assert.deepEqual(here, ['x MainThread'])
  assert.equal(thread.isAlive(), false)
  assert.equal(thread.ident, undefined)
})

test('what run() writes to its fields stays in the thread; the program returns values instead', () => {
  class Writer extends Thread {
    count = 1
    override run(): unknown {
      this.count += 1
      return this.count
    }
  }
  const thread = new Writer()
  thread.start()
  assert.equal(thread.result(), 2)
  assert.equal(thread.count, 1)
})

test('a field that cannot cross is refused with its name before anything starts', () => {
  class Holder extends Thread {
    readonly secrets = new WeakMap()
    override run(): unknown {
      return this.secrets
    }
  }
  const thread = new Holder()
  assert.throws(() => thread.start(), { name: 'CaptureError', message: /secrets/ })
  assert.equal(thread.ident, undefined)
})

test('an async run() is awaited', async () => {
  class Sleeper extends Thread {
    override async run(): Promise<string> {
      await new Promise((resolve) => setImmediate(resolve))
      return 'awake'
    }
  }
  const thread = new Sleeper()
  thread.start()
  assert.equal(await thread.resultAsync(), 'awake')
})
