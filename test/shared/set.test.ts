/** `SharedSet`, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { setCases, runSetCase } from './set.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(setCases), runSetCase)
