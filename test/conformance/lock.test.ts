/** Runs the Lock suites on the real Lock. */
import { asyncLockCases } from './lock-async.suite.ts'
import { runLockCase } from './lock-kit.ts'
import { lockCases } from './lock.suite.ts'
import { testOnEveryCore } from './on-every-core.ts'

testOnEveryCore(import.meta.url, [...Object.keys(lockCases), ...Object.keys(asyncLockCases)], runLockCase)
