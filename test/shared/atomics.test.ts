/** The atomic values, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { atomicCases, runAtomicCase } from './atomics.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(atomicCases), runAtomicCase)
