/** Runs the Event suite on the real Event. */
import { runEventCase } from './event-kit.ts'
import { eventCases } from './event.suite.ts'
import { testOnEveryCore } from './on-every-core.ts'

testOnEveryCore(import.meta.url, Object.keys(eventCases), runEventCase)
