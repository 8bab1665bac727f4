/** `SharedList`, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { listCases, runListCase } from './list.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(listCases), runListCase)
