/** Runs the Local suite on the real Local. */
import { runLocalCase } from './local-kit.ts'
import { localCases } from './local.suite.ts'
import { testOnEveryCore } from './on-every-core.ts'

testOnEveryCore(import.meta.url, Object.keys(localCases), runLocalCase)
