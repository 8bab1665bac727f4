/** Runs the stress of events, semaphores and barriers. */
import { testOnEveryCore } from '../conformance/on-every-core.ts'
import { runStress, stressTitles } from './signal-stress.cases.ts'

testOnEveryCore(import.meta.url, stressTitles, runStress)
