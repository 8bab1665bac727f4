/**
 * Work that computes: one Fibonacci number twenty times, one after another and on a pool. In Python the threads of a pool
 * take turns, so the pool saves nothing; here they run side by side.
 *
 * Run: npx nogil run examples/fibonacci.ts [number, times]. Prints each way's results and how long it took.
 */
import { ThreadPoolExecutor } from 'nogil/futures'

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

const [number = '35', times = '20'] = process.argv.slice(2)
const numbers = Array.from({ length: Number(times) }, () => Number(number))

function show(how: string, work: () => number[]): void {
  const began = performance.now()
  const results = work()
  const sum = results.reduce((total, result) => total + result, 0)
  console.log(`${how}: ${results.length} results, sum ${sum} (${Math.round(performance.now() - began)} ms)`)
}

show('one after another', () => numbers.map(fib))
show('pool', () => {
  const pool = new ThreadPoolExecutor()
  const results = Array.from(pool.map(fib, numbers))
  pool.shutdown()
  return results
})
