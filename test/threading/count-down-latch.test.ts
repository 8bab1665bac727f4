/** Runs the CountDownLatch cases. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { latchCases, runLatchCase } from './count-down-latch.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(latchCases), runLatchCase)
