/**
 * The first thread of a program, in milliseconds: from `start()` until the thread runs its first line, in a fresh process
 * each time; and the whole process from outside, with the start-up of Node and of CPython.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const PROGRAM = fileURLToPath(new URL('./programs/first-thread.mjs', import.meta.url))

await contest(import.meta.url, {
  twin: 'first_thread.py',
  rows: {
    thread: { title: 'first thread of a program, until it runs', unit: 'ms', goal: { atMost: 60 } },
    process: { title: 'a program with one thread, from outside', unit: 'ms' },
  },
  warmUp: 2,
  rounds: 20,
  round() {
    const began = micros()
    const nanoseconds = Number(execFileSync(process.execPath, [PROGRAM], { encoding: 'utf8' }))
    const taken = micros() - began
    verify(nanoseconds > 0, true, 'the thread to have run after start()')
    return { thread: [nanoseconds / 1e6], process: [taken / 1000] }
  },
})
