/** `Value`, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { runValueCase, valueCases } from './value.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(valueCases), runValueCase)
