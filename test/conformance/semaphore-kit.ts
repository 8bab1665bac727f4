/** The real semaphores and Thread as the Semaphore suites see them. */
import { BoundedSemaphore, Semaphore, Thread } from 'nogil'
import { asyncSemaphoreCases } from './semaphore-async.suite.ts'
import { boundedCases, plainCases, semaphoreCases } from './semaphore.suite.ts'
import type { SemaphoreCase, SemaphoreKit } from './semaphore.suite.ts'

const kitOf = (kind: typeof Semaphore): SemaphoreKit => ({
  makeSemaphore: (...args) => Reflect.construct(kind, args) as Semaphore,
  makeThread: (target) => new Thread({ target }),
})

const suites: readonly (readonly [typeof Semaphore, Readonly<Record<string, SemaphoreCase>>])[] = [
  [Semaphore, { ...semaphoreCases, ...asyncSemaphoreCases, ...plainCases }],
  [BoundedSemaphore, { ...semaphoreCases, ...asyncSemaphoreCases, ...boundedCases }],
]

export const semaphoreTitles: readonly string[] = suites.flatMap(([kind, cases]) =>
  Object.keys(cases).map((title) => `${kind.name}: ${title}`),
)

/** Runs the case with this title in the calling thread. */
export function runSemaphoreCase(title: string): void | Promise<void> {
  for (const [kind, cases] of suites) {
    const found = title.startsWith(`${kind.name}: `) ? cases[title.slice(kind.name.length + 2)] : undefined
    if (found !== undefined) return found(kitOf(kind))
  }
  throw new RangeError(`no case called ${title}`)
}
