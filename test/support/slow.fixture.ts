/** Not a test of ours: it blocks for longer than the watchdog's limit in its test, and says so first. */
import test from 'node:test'
import { allowMs } from './watchdog.ts'

test('blocks for 600 ms', () => {
  allowMs(10_000)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)
})
