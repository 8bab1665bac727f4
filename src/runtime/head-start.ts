/**
 * A new thread's head start.
 *
 * In CPython `start()` returns when the new thread runs, and the new thread keeps the GIL until it blocks or for one
 * switch interval (5 ms), so its first line nearly always comes before the next line of its starter. Here both run at
 * once. To keep the order that programs show, the starter's *next output* waits until the new thread has printed,
 * blocked or ended, or its head start is over. Nothing else waits: a program that does not print pays nothing.
 */
import { load, wait } from '#atomics'
import { now } from '../core/clock.ts'
import { T_IDENT, T_NATIVE_ID, T_SETTLED, T_STATE } from '../core/layout.ts'
import { coreTimeOf } from '../platform/process.ts'
import { STATE_RUNNING } from './thread-block.ts'

/** Time on a core that a thread may use; twice CPython's switch interval, because a fresh carrier's first calls are cold. */
const HEAD_START_MS = 10
/** On a busy machine it waits for its core; also the limit where the kernel does not tell a thread's time. */
const WALL_MS = 200
const WALL_UNKNOWN_MS = 25
/** How often to ask. */
const LOOK_MS = 5
/** Until the thread runs: it may have modules to load, which CPython would have loaded already. */
const LOADING_MS = 1000

interface Start {
  readonly thread: number
  readonly ident: number
  readonly atMs: number
}
/** Starts since the last output; those that need no head start any more are dropped when there are `pruneAt`. */
let recent: Start[] = []
const PRUNE_AT_LEAST = 64
let pruneAt = PRUNE_AT_LEAST

/** This thread has just started `thread`. */
export function rememberStart(thread: number): void {
  if (recent.length >= pruneAt) {
    recent = recent.filter(isOutstanding)
    pruneAt = Math.max(PRUNE_AT_LEAST, 2 * recent.length)
  }
  recent.push({ thread, ident: load(thread + T_IDENT), atMs: now() })
}

/** Called before this thread's output: lets the threads that it has just started go first. */
export function giveHeadStart(): void {
  if (recent.length === 0) return
  const starts = recent
  recent = []
  for (const start of starts) letGoFirst(start)
}

function isOutstanding({ thread, ident }: Start): boolean {
  // the block may be another thread's by now: then the one we started has long ended
  return load(thread + T_IDENT) === ident && load(thread + T_SETTLED) === 0
}

function letGoFirst(start: Start): void {
  const { thread, atMs } = start
  let runsSince = 0
  let usedBefore: number | undefined
  for (;;) {
    if (!isOutstanding(start)) return
    const time = now()
    if (runsSince === 0) {
      if (time > atMs + LOADING_MS) return
      if (load(thread + T_STATE) >= STATE_RUNNING) {
        runsSince = time
        usedBefore = coreTimeOf(load(thread + T_NATIVE_ID))
      }
    } else {
      const used = coreTimeOf(load(thread + T_NATIVE_ID))
      if (used !== undefined && usedBefore !== undefined && used - usedBefore >= HEAD_START_MS) return
      if (time - runsSince >= (used === undefined ? WALL_UNKNOWN_MS : WALL_MS)) return
    }
    wait(thread + T_SETTLED, 0, runsSince === 0 ? 1 : LOOK_MS)
  }
}
