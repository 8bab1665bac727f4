import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect, types } from 'node:util'
import { codec, cross, errors } from './built.ts'

function thrownBy(f: () => unknown): Error & Record<string, unknown> {
  try {
    f()
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  return assert.fail('nothing was thrown')
}

const builtIns = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

test('every built-in error keeps class, message, stack, cause and own fields, and is a real error', () => {
  for (const Class of builtIns) {
    const error = Object.assign(new Class('message', { cause: { why: [1] } }), {
      code: 'E_X',
      extra: new Map([[1, 2]]),
    })
    const arrived = cross(error)
    assert.notEqual(arrived, error)
    assert.equal(Object.getPrototypeOf(arrived), Class.prototype)
    assert.ok(types.isNativeError(arrived))
    assert.equal(arrived.stack, error.stack)
    assert.equal(inspect(arrived), inspect(error))
    assert.deepStrictEqual(arrived, error)
    const names = ['message', 'cause', 'code', 'extra', 'stack'] as const
    for (const name of names) {
      const is = (on: object): unknown => Object.getOwnPropertyDescriptor(on, name)?.enumerable
      assert.equal(is(arrived), is(error), name)
    }
  }
})

test('an error without message or cause gets none', () => {
  const arrived = cross(new Error())
  assert.equal(Object.hasOwn(arrived, 'message'), false)
  assert.equal(Object.hasOwn(arrived, 'cause'), false)
})

test('AggregateError keeps its errors, each with its class and identity', () => {
  const inner = new RangeError('inner')
  const arrived = cross(new AggregateError([inner, 'text', new TypeError('t', { cause: inner })], 'all'))
  assert.deepStrictEqual(
    arrived.errors.map((error: unknown) => Object.getPrototypeOf(error) as unknown),
    [RangeError.prototype, String.prototype, TypeError.prototype],
  )
  assert.equal((arrived.errors[2] as Error).cause, arrived.errors[0])
  assert.equal(Object.getOwnPropertyDescriptor(arrived, 'errors')?.enumerable, false)
})

test('errors in a cycle of causes cross as that cycle', () => {
  const a = new Error('a')
  const b = new Error('b', { cause: a })
  a.cause = b
  const arrived = cross(a)
  assert.equal((arrived.cause as Error).cause, arrived)
})

test('errors of Node keep code, name and system fields', () => {
  const missing = thrownBy(() => readFileSync('/no/such/file'))
  const arrived = cross(missing)
  for (const name of ['code', 'errno', 'syscall', 'path', 'message', 'name', 'stack']) {
    assert.deepStrictEqual(arrived[name], missing[name], name)
  }
  const misuse = thrownBy(() => Buffer.alloc('x' as unknown as number))
  assert.ok(cross(misuse) instanceof TypeError)
  assert.equal(cross(misuse)['code'], 'ERR_INVALID_ARG_TYPE')
})

test('a DOMException keeps its name, code, message and class', () => {
  const aborted = AbortSignal.abort().reason as DOMException
  const arrived = cross(aborted)
  assert.ok(arrived instanceof DOMException)
  assert.equal(arrived.name, 'AbortError')
  assert.equal(arrived.code, aborted.code)
  assert.equal(arrived.message, aborted.message)
  assert.equal(arrived.stack, aborted.stack)
})

test('every error class of the library keeps its class and facts', () => {
  const sent = [
    new errors.ThreadError('m'),
    new errors.DeadlockError('m', { cycle: ['a waits for b', 'b waits for a'] }),
    new errors.OwnerDiedError('m', { owner: 'A' }),
    new errors.ThreadDiedError('m', { reason: 'out of memory', thread: 'T' }),
    new errors.CaptureError('m', { path: 'value -> .a' }),
    new errors.BrokenBarrierError('m'),
    new errors.Empty('m'),
    new errors.Full('m'),
    new errors.ShutDown('m'),
    new errors.CancelledError('m'),
    new errors.InvalidStateError('m'),
    new errors.BrokenExecutor('m'),
    new errors.TimeoutError('m'),
    new errors.KeyboardInterrupt('m'),
    new errors.BrokenThreadPool('m'),
    new errors.ThreadExit(3),
    new errors.KeyboardInterrupt('m'),
  ]
  const exported = Object.values(errors).filter(
    (value) => (value as { prototype?: unknown }).prototype instanceof Error,
  )
  assert.deepStrictEqual(new Set(exported), new Set(sent.map((error) => error.constructor)))
  for (const error of sent) {
    const arrived = cross(error)
    assert.equal(arrived.constructor, error.constructor)
    assert.deepStrictEqual(arrived, error)
    assert.equal(arrived.code, error.code)
    assert.equal(arrived.name, error.name)
  }
})

class HttpError extends TypeError {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.name = 'HttpError'
    this.status = status
  }
}

test('a class that cannot cross falls back to its built-in ancestor, name and fields kept', () => {
  const arrived = cross(new HttpError('gone', 410))
  assert.equal(Object.getPrototypeOf(arrived), TypeError.prototype)
  assert.equal(arrived.name, 'HttpError')
  assert.equal(arrived.status, 410)
  class Quiet extends errors.Full {}
  Object.defineProperty(Quiet.prototype, 'name', { value: 'Quiet' })
  const quiet = cross(new Quiet('q'))
  assert.equal(quiet.name, 'Quiet')
  assert.equal(quiet.code, 'ERR_FULL')
})

test('a field that cannot cross is replaced by a text that says why; the rest of the error is whole', () => {
  const socket = new WeakMap()
  const fine = { fine: true }
  const error = Object.assign(new Error('m', { cause: () => 1 }), {
    before: fine,
    socket,
    nested: { list: [fine, { socket }] },
    after: fine,
  })
  Object.defineProperty(error, 'boom', {
    enumerable: true,
    get: () => {
      throw new RangeError('from the getter')
    },
  })
  const arrived = cross({ error, fine }) as unknown as { error: Record<string, unknown>; fine: object }
  assert.equal(arrived.error['message'], 'm')
  assert.match(
    String(arrived.error['socket']),
    /^\[lost while crossing threads: cannot send .*\.socket to another thread: it is a WeakMap/,
  )
  assert.match(String(arrived.error['nested']), /^\[lost .*\.nested -> \.list -> \[1\] -> \.socket/)
  assert.match(String(arrived.error['cause']), /^\[lost .* functions cannot cross here/)
  assert.match(String(arrived.error['boom']), /^\[lost .*from the getter\]/)
  assert.equal(arrived.error['before'], arrived.fine)
  assert.equal(arrived.error['after'], arrived.fine)
})

test('of the errors of an AggregateError only the one that cannot cross is lost', () => {
  const arrived = cross(new AggregateError([new TypeError('a'), () => 1, 'b'], 'm'))
  assert.ok(arrived.errors[0] instanceof TypeError)
  assert.match(String(arrived.errors[1]), /^\[lost/)
  assert.equal(arrived.errors[2], 'b')
})

function thrown(value: unknown): unknown {
  const encoder = codec.takeEncoder()
  codec.writeThrown(value, encoder)
  const read = new codec.Decoder(encoder.finish()).value()
  codec.giveBackEncoder(encoder)
  return read
}

test('what is no error crosses as it is when thrown; what cannot cross is shown by an error', () => {
  for (const value of [undefined, null, 0, -0, 'text', { code: 1 }, [1], Symbol.for('s')]) {
    assert.deepStrictEqual(thrown(value), value)
  }
  const substitute = thrown({ handler: function onData() {} }) as Error
  assert.ok(substitute instanceof Error)
  assert.match(substitute.message, /cannot leave it: \{ handler: \[Function: onData\] \}/)
  assert.ok(substitute.cause instanceof errors.CaptureError)
})

test("a stack spoiled by the program's prepareStackTrace does not lose the error", () => {
  const before = Error.prepareStackTrace
  const error = new Error('kept')
  Error.prepareStackTrace = () => {
    throw new Error('spoiled')
  }
  try {
    assert.equal(cross(error).message, 'kept')
  } finally {
    if (before === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace
    else Error.prepareStackTrace = before
  }
})

test('reading an error leaves the stack limit as it was', () => {
  const limit = Error.stackTraceLimit
  cross(new Error('m'))
  assert.equal(Error.stackTraceLimit, limit)
})

test("the caller's frames come below the thread's, once, however often the result is asked for", () => {
  const error = cross(new Error('in the thread'))
  const own = error.stack
  function result(): Error {
    return codec.appendCallerStack(error, 'Worker-1', result)
  }
  function firstCaller(): Error {
    return result()
  }
  function secondCaller(): Error {
    return result()
  }
  const stack = String(firstCaller().stack)
  assert.ok(stack.startsWith(`${own}\n    --- in thread "Worker-1" ---\n    at firstCaller (`), stack)
  const again = String(secondCaller().stack)
  assert.ok(again.startsWith(`${own}\n    --- in thread "Worker-1" ---\n    at secondCaller (`), again)
  assert.equal(codec.appendCallerStack('text', 'T', result), 'text')
  const frozen = Object.freeze(new Error('frozen'))
  assert.equal(codec.appendCallerStack(frozen, 'T', result), frozen)
})
