/** Runs the Barrier suites on the real Barrier. */
import { asyncBarrierCases } from './barrier-async.suite.ts'
import { runBarrierCase } from './barrier-kit.ts'
import { barrierCases } from './barrier.suite.ts'
import { testOnEveryCore } from './on-every-core.ts'

testOnEveryCore(
  import.meta.url,
  [...Object.keys(barrierCases), ...Object.keys(asyncBarrierCases)],
  runBarrierCase,
)
