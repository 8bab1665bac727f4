/**
 * One contestant in one scenario, in this process: `node child.mjs <adapter> <scenario> <amounts as JSON>`. Prints the
 * samples by row as one line of JSON, closes the pool, and ends by itself: one that does not end is reported as hanging.
 */
import { closePool, MEASURES } from './measure.mjs'

const [adapter, scenario, amounts] = process.argv.slice(2)
const samples = await MEASURES[scenario](adapter, JSON.parse(amounts))
process.stdout.write(`${JSON.stringify(samples)}\n`)
await closePool()
