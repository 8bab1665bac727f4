/**
 * What CPython's tests assert and implementations on shared words usually get wrong. A test of ours says which it is about
 * at the beginning of its title: `trap 3: …`.
 */

export interface Trap {
  readonly number: number
  readonly text: string
}

export const traps: readonly Trap[] = [
  {
    number: 1,
    text: 'a wake-up of an event carries the result: the flag may be clear again when the waiter looks',
  },
  {
    number: 2,
    text: 'notify(n) wakes exactly n in the order of their waits, and none is lost on one whose time is up',
  },
  { number: 3, text: 'a wait on an RLock that is held k deep gives back all k and takes all k again' },
  { number: 4, text: 'a Lock may be released by any thread, an RLock by its owner only' },
  {
    number: 5,
    text: 'cancelled, and cancelled with waiters told, are two states of a future',
  },
  {
    number: 6,
    text: 'release(n) of a semaphore admits exactly n, and a waiter whose time is up costs no permit',
  },
  {
    number: 7,
    text: 'a barrier is cyclic without overtaking; a failing action, a timeout and a reset break it for all',
  },
  {
    number: 8,
    text: 'shutdown wakes blocked putters, getters and joiners; failing hooks keep the counts',
  },
  { number: 9, text: 'many join one thread, timeouts race its end, and what was joined is never listed' },
  {
    number: 10,
    text: 'falsy errors, values that cannot cross and dead workers fail their futures',
  },
  {
    number: 11,
    text: 'threads are waited for after an error in main, also those that threads start after its end',
  },
  { number: 12, text: 'a signal whose listener returns neither lengthens nor shortens a wait' },
  { number: 13, text: 'no timeout is for ever, 0 is a try, a negative one is an error' },
]

/** The number in a title, or undefined. */
export function trapOf(title: string): number | undefined {
  const number = /^trap (\d+): /.exec(title)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** Traps that ought to have a test and have none among `titles`. */
export function trapsWithoutTest(titles: readonly string[]): number[] {
  const tested = new Set(titles.map(trapOf))
  return traps.filter(({ number }) => !tested.has(number)).map(({ number }) => number)
}
