/** Runs the suites of futures and executors on the real ones. */
import { futuresTitles, runFuturesCase } from './futures-kit.ts'
import { testOnEveryCore } from './on-every-core.ts'

testOnEveryCore(import.meta.url, futuresTitles, runFuturesCase)
