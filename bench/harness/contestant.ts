/**
 * The child's side of a comparison: runs one round for each line on stdin and prints its samples as one line of JSON.
 *
 * The event loop turns between two rounds, as it does in a program, so finalizers get their chance.
 */
import { createInterface } from 'node:readline'

/** Samples by row; the same keys as in the scenario and in its twin. */
export type Samples = Record<string, readonly number[]>

export async function serveRounds(round: () => Samples | Promise<Samples>): Promise<void> {
  for await (const _ of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await round())}\n`)
  }
}

/** @throws Error when what a round produced is wrong: then its times mean nothing. */
export function verify(found: unknown, expected: unknown, what: string): void {
  if (found !== expected)
    throw new Error(`expected ${what} to be ${String(expected)}, found ${String(found)}`)
}

/** Microseconds of the monotonic clock. */
export function micros(): number {
  return performance.now() * 1000
}
