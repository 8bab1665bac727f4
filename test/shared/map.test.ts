/** `SharedMap`, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { mapCases, runMapCase } from './map.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(mapCases), runMapCase)
