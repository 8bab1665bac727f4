/** `sleepAsync()`: as long as it was asked for, and never longer than its signal allows. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { sleepAsync } from 'nogil'

/** Whether the promise is pending after the timers of some milliseconds have run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const late = new Promise((resolve) => setTimeout(resolve, 20, 'late'))
  return (await Promise.race([promise, late])) === 'late'
}

test('a sleep is not over before its time, fractions of a millisecond included', async () => {
  for (const ms of [0.5, 1.7, 3.2, 12.9]) {
    const began = performance.now()
    await sleepAsync(ms)
    assert.ok(performance.now() - began >= ms - 0.05, `expected at least ${ms} ms`)
  }
})

for (const ms of [Infinity, 2 ** 31, 1e12])
  test(`a sleep of ${ms} ms does not end at once`, async () => {
    const ending = new AbortController()
    const slept = sleepAsync(ms, { signal: ending.signal })
    assert.ok(await isPending(slept))
    ending.abort(new Error('enough'))
    await assert.rejects(slept, { message: 'enough' })
  })

test('a sleep whose signal is aborted already, or in its middle, rejects with the reason', async () => {
  await assert.rejects(
    sleepAsync(60_000, { signal: AbortSignal.abort(new RangeError('before')) }),
    RangeError,
  )
  await assert.rejects(sleepAsync(60_000, { signal: AbortSignal.timeout(5) }), { name: 'TimeoutError' })
})

test('a signal that aborts after the end of a sleep changes nothing, and is not listened to any more', async () => {
  const ending = new AbortController()
  const slept = sleepAsync(1, { signal: ending.signal })
  assert.equal(await slept, undefined)
  ending.abort()
  assert.equal(await slept, undefined)
})

test('a wrong duration or signal is refused at once', () => {
  assert.throws(() => sleepAsync(-1), RangeError)
  assert.throws(() => sleepAsync('1' as never), TypeError)
  assert.throws(() => sleepAsync(1, { signal: {} as never }), /Expected `signal` to be an AbortSignal/)
})
