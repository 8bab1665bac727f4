/** Runs the queue suites on the real queues. */
import { testOnEveryCore } from './on-every-core.ts'
import { queueTitles, runQueueCase } from './queue-kit.ts'

testOnEveryCore(import.meta.url, queueTitles, runQueueCase)
