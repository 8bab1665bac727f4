/** Runs the Semaphore suites on the real Semaphore and BoundedSemaphore. */
import { testOnEveryCore } from './on-every-core.ts'
import { runSemaphoreCase, semaphoreTitles } from './semaphore-kit.ts'

testOnEveryCore(import.meta.url, semaphoreTitles, runSemaphoreCase)
