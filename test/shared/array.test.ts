/** Shared arrays, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { runArrayCase, arrayCases } from './array.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(arrayCases), runArrayCase)
