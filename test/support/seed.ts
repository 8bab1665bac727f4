/**
 * Random tests that can be repeated: each gets its own stream of numbers, and a failure says how to get it again.
 *
 * `NOGIL_SEED=123 npm test` repeats the run whose failure said 123.
 */

/** A number in [0, 1). */
export type Random = () => number

/** Runs `body` with a random stream; an error it throws names the seed. */
export async function withSeed(body: (random: Random) => void | Promise<void>): Promise<void> {
  const given = process.env['NOGIL_SEED']
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given)
  if (!Number.isInteger(seed)) throw new RangeError(`expected NOGIL_SEED to be an integer, got "${given}"`)
  try {
    await body(randomFrom(seed))
  } catch (error) {
    if (error instanceof Error) error.message += ` (repeat with NOGIL_SEED=${seed})`
    throw error
  }
}

/** An integer in [from, to). */
export function integer(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from))
}

/** Mulberry32: 32 bits of state, passes the usual tests of randomness. Source: Tommy Ettinger, public domain. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
