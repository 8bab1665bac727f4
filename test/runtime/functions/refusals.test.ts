import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import net from 'node:net'
import { after, test } from 'node:test'
import { errors } from './built.ts'
import { encodeCall, Pool } from './harness.ts'

const pool = new Pool(1)
after(() => pool.close())
const { CaptureError } = errors

class Priv {
  #x = 1
  get(): number {
    return this.#x
  }
}
class Parent {
  hi(): string {
    return 'hi'
  }
}
class Child extends Parent {
  override hi(): string {
    return super.hi()
  }
}
function* gen(): Generator<number> {
  yield 1
}
const sock = new net.Socket()
const weak = new WeakMap<object, number>()
let resolve: (value: number) => void = () => undefined
const promise = new Promise<number>((settle) => {
  resolve = settle
})
const timer = setTimeout(() => undefined, 0)
clearTimeout(timer)
const proxy = new Proxy({ x: 1 }, {})
const unique = Symbol('u')
const emitter = new EventEmitter()
const running = gen()
const priv = new Priv()
const arrowInHelper = (): object => ({ inner: { s: sock } })
const holder = { conn: { sock } }
class Connection extends net.Socket {}
const connection = new Connection()

const refusals: Record<string, [(...args: never[]) => unknown, RegExp]> = {
  'a socket': [
    () => sock.write('x'),
    /^cannot send function \S+ -> `sock` to another thread: it is a net\.Socket object/,
  ],
  'a socket deep inside captured data': [
    () => holder.conn,
    /`holder` -> \.conn -> \.sock to another thread: it is a net\.Socket object, which belongs to this thread/,
  ],
  'a socket that a called function uses': [() => arrowInHelper(), /`arrowInHelper` -> `sock`/],
  'an instance of a class derived from Socket': [
    () => connection.write('x'),
    /`connection`.*based on net\.Socket/,
  ],
  'a WeakMap': [() => weak.get(holder), /`weak`.*WeakMap/],
  'a Promise': [() => promise, /`promise`.*await/],
  'a timer': [() => timer, /`timer`.*Timeout object/],
  'a Proxy': [() => proxy.x, /`proxy`.*Proxy/],
  'a unique symbol': [() => unique, /`unique`.*Symbol\.for/],
  'an instance with private fields': [() => priv.get(), /`priv`.*#x/],
  'an EventEmitter': [() => emitter.on, /`emitter`.*EventEmitter/],
  'a running generator': [() => running.next(), /`running`.*generator/],
  'an unbound method that uses #private': [Priv.prototype.get, /#private/],
  'an unbound method that uses super': [Child.prototype.hi, /super/],
  'a native function that no other thread has': [() => resolve(1), /`resolve`.*native code/],
}

for (const [what, [f, message]] of Object.entries(refusals)) {
  test(`${what} is refused before anything starts, with the path to it`, () => {
    assert.throws(
      () => encodeCall(f, []),
      (error: Error) => {
        assert.ok(error instanceof CaptureError)
        assert.match(error.message, message)
        return true
      },
    )
  })
}

test('an arrow that uses the arguments of the function around it is refused', () => {
  function outer(): () => number {
    // eslint-disable-next-line prefer-rest-params
    return () => arguments.length
  }
  assert.throws(() => encodeCall(outer(), []), /"arguments" of the function around it; use a rest parameter/)
})

test('a refused function leaves the next one unharmed', async () => {
  assert.throws(() => encodeCall(() => sock, []), CaptureError)
  assert.equal(await pool.submit(() => new Parent().hi()), 'hi')
})

const tooEarly = ((): unknown => {
  try {
    return encodeCall(() => late, [])
  } catch (error) {
    return error
  }
})()
const late = 1

test('a captured variable that is not initialised yet is refused, and is fine later', async () => {
  assert.match(String(tooEarly), /`late` to another thread: it is not initialised yet/)
  assert.equal(await pool.submit(() => late), 1)
})

test('a captured constant that is undefined is not taken for uninitialised', async () => {
  const missing = process.env['NOGIL_NO_SUCH_VARIABLE']
  assert.equal(await pool.submit(() => missing), undefined)
  assert.equal(await pool.submit(() => topMissing), undefined)
})
const topMissing = process.env['NOGIL_NO_SUCH_VARIABLE']
