/** Runs a program as its page shows it, and compares the two. */
import assert from 'node:assert/strict'
import { runProgram } from '../support/child.ts'
import type { RunOptions } from '../support/child.ts'
import { runMerged } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import type { Output } from './blocks.ts'
import { assertShown } from './shown.ts'

const LIMIT_MS = 60_000

/** Without an output on the page, the program has to end well. */
export async function runShown(
  output: Output | undefined,
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  allowMs(2 * LIMIT_MS)
  const run = output?.terminal === true ? runMerged : runProgram
  const ran = await run(file, args, { timeout: LIMIT_MS, ...options })
  if (output === undefined) assert.equal(ran.code, 0, ran.stderr)
  else assertShown(ran, output)
}
