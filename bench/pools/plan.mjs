/**
 * What is measured of pools: one entry a scenario, with its rows, its goals (DESIGN: what nogil must reach) and its sizes.
 *
 * `amounts` go to the contestants, JavaScript's and Python's alike; `quick` replaces them to try the machinery. A time in
 * `warmUp` or `measure` ends the repeating early, so that a slow contestant is measured less often and not left out.
 */

/** @typedef {{ title: string, unit: string, better: 'less' | 'more', goal?: Goal, floor?: number }} Row - under the floor all are equal */
/** @typedef {{ text: string, limit?: number, of?: string }} Goal - `limit` for the p50; `of`: that contestant's p50. */

const WORKERS = 2

export const SCENARIOS = {
  cold: {
    what: 'A program that loads the library, makes a pool of 2 and waits for the result of one task, in a fresh process each time. The whole process is timed from outside, with the start of Node or CPython and the end of the pool.',
    rows: {
      first: { title: 'First result, from the import of the library on', unit: 'ms', better: 'less' },
      process: { title: 'The whole process of that program', unit: 'ms', better: 'less' },
    },
    repeat: 2,
    amounts: { workers: WORKERS },
    quick: {},
  },
  trip: {
    what: 'A task that returns its number, submitted when the result of the one before is there.',
    rows: {
      trip: {
        title: 'One task in flight, submit to result',
        unit: 'µs',
        better: 'less',
        goal: { text: '≤ 12 µs', limit: 12 },
      },
    },
    amounts: { workers: WORKERS, warmUp: [6000, 1200], measure: [3000, 300] },
    quick: { warmUp: [5, 50], measure: [5, 50] },
  },
  text: {
    what: 'As above, with a text of 1024 characters that the task returns.',
    rows: { trip: { title: 'A text of 1 KiB there and back', unit: 'µs', better: 'less' } },
    amounts: { workers: WORKERS, warmUp: [6000, 1200], measure: [2000, 200] },
    quick: { warmUp: [2, 50], measure: [5, 50] },
  },
  object: {
    what: 'As above, with an object of nested objects and arrays, some 1 KiB as JSON.',
    rows: { trip: { title: 'An object of 1 KiB there and back', unit: 'µs', better: 'less' } },
    amounts: { workers: WORKERS, warmUp: [6000, 1200], measure: [2000, 200] },
    quick: { warmUp: [2, 50], measure: [5, 50] },
  },
  bytes: {
    what: 'As above, with 1 MiB of bytes, which the caller keeps: copied, not transferred.',
    rows: { trip: { title: '1 MiB of bytes there and back', unit: 'µs', better: 'less' } },
    amounts: { workers: WORKERS, warmUp: [100, 400], measure: [150, 300] },
    quick: { warmUp: [1, 50], measure: [2, 50] },
  },
  flood: {
    what: '10 000 tasks that return their number, all submitted before the first result is waited for.',
    rows: {
      rate: {
        title: '10 000 small tasks, then all results',
        unit: 'k/s',
        better: 'more',
        goal: { text: '≥ 1000 k/s', limit: 1000 },
      },
    },
    amounts: { workers: WORKERS, tasks: 10_000, warmUp: [40, 1200], measure: [10, 500] },
    quick: { tasks: 50, warmUp: [1, 50], measure: [1, 50] },
  },
  hogs: {
    what: 'The same while four other processes compute all the time.',
    rows: {
      rate: {
        title: '10 000 small tasks beside 4 CPU hogs',
        unit: 'k/s',
        better: 'more',
        goal: { text: '≥ raw postMessage', of: 'raw-worker' },
      },
    },
    hogs: 4,
    amounts: { workers: WORKERS, tasks: 10_000, warmUp: [10, 1200], measure: [5, 500] },
    quick: { tasks: 50, warmUp: [1, 50], measure: [1, 50] },
  },
  burst: {
    what: '100 tasks at once after 20 ms of rest, until all results are there.',
    rows: { burst: { title: 'A burst of 100 tasks after a rest', unit: 'µs', better: 'less' } },
    amounts: { workers: WORKERS, tasks: 100, rest: 20, warmUp: [110, 2600], measure: [15, 400] },
    quick: { tasks: 10, rest: 1, warmUp: [1, 50], measure: [1, 50] },
  },
  nested: {
    what: '50 tasks at once that each submit two tasks and add up their results, per outer task.',
    rows: { each: { title: 'Tasks that submit two tasks and wait for them', unit: 'µs', better: 'less' } },
    amounts: { workers: WORKERS, tasks: 50, warmUp: [100, 1200], measure: [15, 300] },
    quick: { tasks: 3, warmUp: [1, 50], measure: [1, 50] },
  },
  late: {
    what: 'A task that computes for 60 ms and returns the time of its end: how much later its result is there.',
    rows: {
      late: {
        title: "Lateness of a 60 ms task's result",
        unit: 'ms',
        better: 'less',
        goal: { text: '≤ 0.2 ms', limit: 0.2 },
      },
    },
    amounts: { workers: WORKERS, milliseconds: 60, warmUp: [2, 200], measure: [6, 400] },
    quick: { milliseconds: 1, warmUp: [1, 50], measure: [1, 50] },
  },
  cores: {
    what: 'fib(30) sixteen times (fib(24) in CPython) in a pool of 2, against the same one after the other in the main thread.',
    rows: {
      speedUp: {
        title: 'Computing on 2 cores against 1',
        unit: '×',
        better: 'more',
        goal: { text: '≥ 1.9 ×', limit: 1.9 },
      },
    },
    amounts: { workers: WORKERS, tasks: 16, fib: 30, pythonFib: 24, warmUp: [3, 800], measure: [5, 800] },
    quick: { tasks: 4, fib: 12, pythonFib: 8, warmUp: [1, 50], measure: [1, 50] },
  },
  idle: {
    what: 'A pool of 4 that has run tasks in all of its workers and has nothing to do: CPU time of a second, and resident memory against the process before it loaded the library.',
    rows: {
      cpu: {
        title: 'CPU of an idle pool of 4',
        unit: '% CPU',
        better: 'less',
        goal: { text: '0 % (≤ 0.5)', limit: 0.5 },
        floor: 0.5,
      },
      memory: { title: 'Memory of a pool of 4', unit: 'MB', better: 'less' },
    },
    amounts: { workers: 4, tasks: 16, milliseconds: 10, settle: 300, rest: 1000 },
    quick: { tasks: 4, milliseconds: 1, settle: 10, rest: 20 },
  },
  queue: {
    what: 'A thread puts 50 000 numbers into a queue with room for 1000 (where the contestant has bounded ones), and another gets them.',
    rows: {
      rate: {
        title: 'A queue between two threads',
        unit: 'k/s',
        better: 'more',
        goal: { text: '≥ 3000 k/s', limit: 3000 },
      },
    },
    amounts: { workers: WORKERS, items: 50_000, room: 1000, warmUp: [10, 800], measure: [5, 400] },
    quick: { items: 100, room: 10, warmUp: [1, 50], measure: [1, 50] },
  },
}
