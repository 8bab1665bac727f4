/** Runs the RLock suites on RLock, and on Condition as a lock. */
import { testOnEveryCore } from './on-every-core.ts'
import { rlockTitles, runRLockCase } from './rlock-kit.ts'

testOnEveryCore(import.meta.url, rlockTitles, runRLockCase)
