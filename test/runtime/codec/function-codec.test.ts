import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { types } from 'node:util'
import type { Decoder, Encoder, FunctionCodec } from '../../../dist/runtime/codec/index.js'
import { codec, cross, encode, errors } from './built.ts'

/** Sends functions by their place in a list, instances as class and fields: enough to test what calls it. */
const known: Function[] = []
const wellKnownObjects: object[] = [Math, JSON, process]
const exportsOfModule = { first: () => 1, data: 2 }
wellKnownObjects.push(exportsOfModule)

const fake: FunctionCodec = {
  writeFunction(f: Function, to: Encoder) {
    if (f.name.startsWith('bad')) to.refuse(`it is ${f.name}`)
    to.remember(f)
    if (!known.includes(f)) known.push(f)
    to.uint(known.indexOf(f))
    to.path.push('`captured`')
    to.value((f as { captured?: unknown }).captured)
    to.path.pop()
  },
  readFunction(from: Decoder) {
    const index = from.remember({})
    const f = known[from.uint()] as Function
    from.replace(index, f)
    arrivedCaptures.push(from.value())
    return f
  },
  writeInstance(o: object, to: Encoder) {
    to.remember(o)
    to.value(o.constructor)
    to.value({ ...o })
  },
  readInstance(from: Decoder) {
    const o = {}
    from.remember(o)
    Object.setPrototypeOf(o, (from.value() as { prototype: object }).prototype)
    return Object.assign(o, from.value())
  },
  wellKnown(v: unknown, to: Encoder) {
    to.string('taken back when false is returned')
    const index = wellKnownObjects.indexOf(v as object)
    if (index >= 0) to.uint(index)
    return index >= 0
  },
  readWellKnown(from: Decoder) {
    from.string()
    return wellKnownObjects[from.uint()]
  },
}
const arrivedCaptures: unknown[] = []

before(() => codec.registerFunctionCodec(fake))

class Registry extends Map<string, unknown> {
  label = 'not #private, and no "#string" either'
  size2(): number {
    return this.size * 2
  }
}
class Bytes extends Uint8Array {
  note = 'n'
}
class List extends Array<number> {}
class When extends Date {
  zone = 'UTC'
}

test('a derived class of a built-in one arrives with class, contents and fields', () => {
  const registry = new Registry([['a', 1]])
  registry.set('self', registry)
  const arrived = cross(registry)
  assert.ok(arrived instanceof Registry)
  assert.ok(types.isMap(arrived))
  assert.equal(arrived.size2(), 4)
  assert.equal(arrived.get('self'), arrived)
  assert.equal(arrived.label, registry.label)
  const bytes = new Bytes([1, 2])
  const list = List.from([1, 2, 3])
  const when = new When(5)
  assert.deepStrictEqual(cross([bytes, list, when]), [bytes, list, when])
})

test('a derived class with private members is refused by the name of one', () => {
  class Secret extends Map {
    #key = 1
    read(): number {
      return this.#key
    }
  }
  assert.equal(new Secret().read(), 1)
  assert.throws(() => encode(new Secret()), /private member #key/)
})

test('an error of a class that crosses arrives as that class, without running its constructor', () => {
  let constructed = 0
  class HttpError extends errors.ThreadError {
    status: number
    constructor(status: number) {
      super(`status ${status}`)
      constructed++
      this.status = status
    }
  }
  const error = new HttpError(404)
  const arrived = cross(error)
  assert.equal(constructed, 1)
  assert.ok(arrived instanceof HttpError)
  assert.ok(types.isNativeError(arrived))
  assert.equal(arrived.status, 404)
  assert.equal(arrived.stack, error.stack)
})

test('an error of a class that is refused falls back, with nothing of the class left in the message', () => {
  class badError extends RangeError {}
  const error = new badError('m')
  error.name = 'badError'
  const sent = { error, after: [1, error] }
  const arrived = cross(sent)
  assert.equal(Object.getPrototypeOf(arrived.error), RangeError.prototype)
  assert.equal(arrived.error.name, 'badError')
  assert.equal(arrived.after[1], arrived.error)
})

test('what every thread has crosses as its own: objects, members, exports', () => {
  const arrived = cross({ Math, list: [JSON, process], module: exportsOfModule })
  assert.equal(arrived.Math, Math)
  assert.equal(arrived.list[0], JSON)
  assert.equal(arrived.list[1], process)
  assert.equal(arrived.module, exportsOfModule)
})

test('an attempt at the well-known that fails leaves no trace in the message', () => {
  const plain = { f: () => 1 }
  const bytes = Buffer.from(encode([plain, plain])).toString('latin1')
  assert.equal(bytes.includes('taken back'), false)
})

test('functions keep identity and may capture what leads back to them', () => {
  const work = Object.assign(() => 1, { captured: {} as Record<string, unknown> })
  work.captured['back'] = [work, work.captured]
  arrivedCaptures.length = 0
  const [a, b] = cross([work, work])
  assert.equal(a, work)
  assert.equal(b, work)
  assert.equal(arrivedCaptures.length, 1)
  const captured = arrivedCaptures[0] as { back: unknown[] }
  assert.equal(captured.back[0], work)
  assert.equal(captured.back[1], captured)
})

test('the path of a refusal goes through functions and what they capture', () => {
  const inner = Object.assign(() => 1, { captured: { deep: [new WeakMap()] } })
  assert.throws(() => encode({ task: inner }), { path: 'value -> .task -> `captured` -> .deep -> [0]' })
})
