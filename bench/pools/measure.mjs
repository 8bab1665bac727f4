/**
 * The scenarios as the contestants in JavaScript play them: each opens a pool through an adapter and returns samples by
 * row. Every result is checked, outside the time; a wrong one ends the process with an error.
 *
 * An adapter has `open({ workers, short })`, which gives { blocking, run(task, value), all(task, values), nested(values),
 * queue(items, room), close() }: blocking ones return values, others promises. `short` says that tasks take no time.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { clock, fib } from './tasks.mjs'

const LONG = 2000
const SETTLE = 150
const TEXT = 'abcdefgh'.repeat(128)
const OBJECT = {
  kind: 'order',
  items: Array.from({ length: 12 }, (_, n) => ({
    id: n,
    name: `article ${n}`,
    price: n * 1.25,
    tags: ['a', 'b'],
  })),
  customer: { name: 'Ada Lovelace', address: { street: 'St James Square 12', city: 'London' }, since: 1843 },
  notes: ['gift', 'leave at the door', null, true],
}

let opened

/** After the samples are out, so that one who cannot close its pool has them all the same. */
export async function closePool() {
  await opened?.close()
}

async function open(adapter, options) {
  opened = await (await import(adapter)).open(options)
  return opened
}

/** A pool whose workers have all booted, and nothing of it boots any more beside what is measured. */
async function openWarm(adapter, options) {
  const pool = await open(adapter, options)
  const values = Array.from({ length: 4 * options.workers }, () => 5)
  await pool.all('spin', values)
  await pause(SETTLE)
  return pool
}

export const MEASURES = {
  async cold(adapter, { workers }) {
    const began = clock()
    const pool = await open(adapter, { workers, short: true })
    const found = await pool.run('echo', 42)
    const first = clock() - began
    assert.equal(found, 42)
    return { first: [first] }
  },

  trip: (adapter, amounts) => trips(adapter, amounts, (n) => n, assert.equal),
  text: (adapter, amounts) => trips(adapter, amounts, () => TEXT, assert.equal),
  object: (adapter, amounts) => trips(adapter, amounts, () => OBJECT, assert.deepEqual),
  bytes: (adapter, amounts) => {
    const bytes = new Uint8Array(2 ** 20).map((_, n) => n % 251)
    return trips(adapter, amounts, () => bytes, sameBytes)
  },

  flood,
  hogs: flood,

  async burst(adapter, { workers, tasks, rest, warmUp, measure }) {
    const pool = await openWarm(adapter, { workers, short: true })
    const values = Array.from({ length: tasks }, (_, n) => n)
    const samples = await repeat(warmUp, measure, async () => {
      await pause(rest)
      const began = clock()
      const results = pool.all('echo', values)
      const found = pool.blocking ? results : await results
      const taken = clock() - began
      assert.deepEqual(found, values)
      return taken * 1000
    })
    return { burst: samples }
  },

  async nested(adapter, { workers, tasks, warmUp, measure }) {
    const pool = await openWarm(adapter, { workers, short: true, nested: true })
    const values = Array.from({ length: tasks }, (_, n) => n)
    const samples = await repeat(warmUp, measure, async () => {
      const began = clock()
      const results = pool.nested(values)
      const found = pool.blocking ? results : await results
      const taken = clock() - began
      assert.deepEqual(
        found,
        values.map((n) => 2 * n + 1),
      )
      return (taken / tasks) * 1000
    })
    return { each: samples }
  },

  async late(adapter, { workers, milliseconds, warmUp, measure }) {
    const pool = await openWarm(adapter, { workers, short: false })
    const samples = await repeat(warmUp, measure, async () => {
      const began = clock()
      const result = pool.run('spin', milliseconds)
      const ended = pool.blocking ? result : await result
      const now = clock()
      assert.ok(ended - began >= milliseconds && ended <= now, 'expected an end within the task')
      return now - ended
    })
    return { late: samples }
  },

  async cores(adapter, { workers, tasks, fib: n, warmUp, measure }) {
    const pool = await openWarm(adapter, { workers, short: false })
    const values = Array.from({ length: tasks }, () => n)
    const samples = await repeat(warmUp, measure, async () => {
      const began = clock()
      const expected = values.map(fib)
      const serial = clock() - began
      const submitted = clock()
      const results = pool.all('fib', values)
      const found = pool.blocking ? results : await results
      const pooled = clock() - submitted
      assert.deepEqual(found, expected)
      return serial / pooled
    })
    return { speedUp: samples }
  },

  async idle(adapter, { workers, tasks, milliseconds, settle, rest }) {
    const before = process.memoryUsage.rss()
    const pool = await open(adapter, { workers, short: false })
    await pool.all(
      'spin',
      Array.from({ length: tasks }, () => milliseconds),
    )
    await pause(settle)
    const memory = (process.memoryUsage.rss() - before) / 1e6
    const cpu = process.cpuUsage()
    const began = clock()
    await pause(rest)
    const { user, system } = process.cpuUsage(cpu)
    const taken = clock() - began
    return { cpu: [(user + system) / taken / 10], memory: [memory] }
  },

  async queue(adapter, { workers, items, room, warmUp, measure }) {
    const pool = await openWarm(adapter, { workers, short: true })
    const samples = await repeat(warmUp, measure, async () => {
      const { sum, milliseconds } = await pool.queue(items, room)
      assert.equal(sum, (items * (items - 1)) / 2)
      return items / milliseconds
    })
    return { rate: samples }
  },
}

async function flood(adapter, { workers, tasks, warmUp, measure }) {
  const pool = await openWarm(adapter, { workers, short: true })
  const values = Array.from({ length: tasks }, (_, n) => n)
  const samples = await repeat(warmUp, measure, async () => {
    const began = clock()
    const results = pool.all('echo', values)
    const found = pool.blocking ? results : await results
    const taken = clock() - began
    assert.deepEqual(found, values)
    return tasks / taken
  })
  return { rate: samples }
}

/** One task in flight. Two loops, since an `await` of a value that is there costs a turn of the microtasks. */
async function trips(adapter, { workers, warmUp, measure }, valueOf, check) {
  const pool = await openWarm(adapter, { workers, short: true })
  const samples = []
  for (const [most, milliseconds] of [warmUp, measure]) {
    samples.length = 0
    let limit = Infinity
    for (let n = 0; n < most && clock() < limit; n++) {
      const value = valueOf(n)
      const began = performance.now()
      const result = pool.run('echo', value)
      const found = pool.blocking ? result : await result
      samples.push((performance.now() - began) * 1000)
      check(found, value)
      // the first one may have had something to start
      if (n === 0) limit = clock() + milliseconds
    }
  }
  return { trip: samples }
}

/**
 * Samples of `sample()`: first so many or so many milliseconds that do not count, then those that do; at least one.
 * One sample that takes longer than all that together has warmed up itself and is the only one.
 */
async function repeat(warmUp, measure, sample) {
  const began = clock()
  let samples = []
  for (const [most, milliseconds] of [warmUp, measure]) {
    if (clock() - began > LONG) return samples
    samples = [await sample()]
    const limit = clock() + milliseconds
    while (samples.length < most && clock() < limit) samples.push(await sample())
  }
  return samples
}

function sameBytes(found, expected) {
  // some contestants give a Buffer's bytes back as another view
  assert.equal(Buffer.compare(found, expected), 0)
}
