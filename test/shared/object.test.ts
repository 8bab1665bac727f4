/** `shared()` objects, in main, in a thread, and on both cores. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { objectCases, runObjectCase } from './object.cases.ts'

testOnEveryCore(import.meta.url, Object.keys(objectCases), runObjectCase)
