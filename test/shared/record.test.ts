/** Records, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { recordCases, runRecordCase } from './record.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(recordCases), runRecordCase)
