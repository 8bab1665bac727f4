/** Not a test of ours: what the watchdog must end. Its first test passes, its second blocks its thread for ever. */
import { describe, test } from 'node:test'

test('a test before it passes', () => {})

describe('a suite', () => {
  test('waits for a word that nobody changes', () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
})
