/** Runs the Once cases. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { onceCases, runOnceCase } from './once.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(onceCases), runOnceCase)
