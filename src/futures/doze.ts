/**
 * What a worker does that was woken for less work than its wake-up took: while others of its pool run tasks it dozes, and
 * looks for itself, instead of having whoever submits the next task wake it again (20 µs, in a flood of small tasks a
 * hundred times in ten milliseconds). A task that nobody else takes waits for it DOZE_MS at most.
 */
import { load } from '#atomics'
import { now } from '../core/clock.ts'
import { X_TASKS } from '../core/futures-layout.ts'
import { doze } from '../core/park.ts'
import { Q_TAIL } from '../core/queue-layout.ts'

/** Work that takes less is not worth a wake-up. */
const BRIEF_MS = 0.2
const DOZE_MS = 0.2
const MOST_DOZES = 25

export class Dozing {
  /** When the last stretch of work began. */
  #since = 0
  #works = false
  /** Dozes to go until it is time to sleep. */
  #left = 0

  /** There is a task. */
  work(): void {
    if (this.#works) return
    this.#works = true
    this.#since = now()
  }

  /** There is none. @param seen - Q_TAIL before that was found. @returns whether it has dozed: then it looks again. */
  doze(pool: number, seen: number): boolean {
    if (this.#works) {
      this.#works = false
      this.#left = now() - this.#since < BRIEF_MS ? MOST_DOZES : 0
    }
    if (this.#left === 0 || load(pool + X_TASKS) === 0) return false
    this.#left -= 1
    doze(pool + Q_TAIL, seen, DOZE_MS)
    return true
  }
}
