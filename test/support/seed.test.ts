import assert from 'node:assert/strict'
import test from 'node:test'
import { integer, randomFrom, withSeed } from './seed.ts'

test('the same seed gives the same numbers, another seed gives others', () => {
  const draw = (seed: number): number[] => Array.from({ length: 20 }, randomFrom(seed))
  assert.deepEqual(draw(1), draw(1))
  assert.notDeepEqual(draw(1), draw(2))
})

test('integer() stays within its bounds and reaches both ends', () => {
  const random = randomFrom(7)
  const seen = new Set(Array.from({ length: 1000 }, () => integer(random, -2, 3)))
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2],
  )
})

test('an error in a seeded test says how to repeat it', async () => {
  const failing = withSeed(() => assert.fail('wrong'))
  await assert.rejects(failing, /wrong \(repeat with NOGIL_SEED=\d+\)/)
})
