/** Arrays that `shared()` makes, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { arrayCases, runArrayCase } from './object-array.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(arrayCases), runArrayCase)
