/**
 * N threads that run one function, as CPython's `lock_tests.Bunch`: start them together, wait for what they did, join all.
 *
 * It knows no thread class: the test gives the way to start one, so that conformance suites can run on real threads and
 * on the checked runtime alike.
 */

/** What a test needs of a thread. */
export interface JoinableThread {
  start(): void
  join(options?: { readonly timeout?: number }): void
  isAlive(): boolean
}

export class Bunch {
  readonly threads: readonly JoinableThread[]

  /** @param make - Makes the thread with this index, not yet started. */
  constructor(size: number, make: (index: number) => JoinableThread) {
    this.threads = Array.from({ length: size }, (_, index) => make(index))
  }

  /** Starts all and joins all, also when `body` throws: a test must not leave threads behind. */
  run(body?: () => void): void {
    const started: JoinableThread[] = []
    try {
      for (const thread of this.threads) {
        thread.start()
        started.push(thread)
      }
      body?.()
    } finally {
      for (const thread of started) thread.join({ timeout: 10_000 })
    }
    const left = this.threads.filter((thread) => thread.isAlive()).length
    if (left > 0) throw new Error(`${left} of ${this.threads.length} threads did not end within 10 s`)
  }
}
