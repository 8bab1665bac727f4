/**
 * A worker of a pool: a thread that takes tasks from the pool's queue until that is closed and empty.
 *
 * It blocks for the next task unless its event loop has something to do: promises that wait for other threads, timers.
 * Before it sleeps, and now and then between tasks, the loop turns once: finalizers run, and callbacks that are due.
 */
import { add, load, store } from '#atomics'
import { F_STREAM, X_BROKEN, X_FAILED, X_INIT, X_TASKS, XP_FUTURE } from '../core/futures-layout.ts'
import { Q_GETTERS } from '../core/queue-layout.ts'
import { BROKEN, finish } from '../core/future.ts'
import { BEGINNING, leavePlace, runsAt, tasksAt } from '../core/pool.ts'
import { DONE, NEVER, NOT_NOW, shutDown, tryGet } from '../core/queue.ts'
import { get, passItem } from '../core/queue-wait.ts'
import { hand } from '../core/queue-ring.ts'
import { ThreadDiedError, ThreadExit } from '../errors.ts'
import { complain } from '../runtime/complain.ts'
import { activeResources, exitCodeHere, nextTurn } from '../platform/event-loop.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { freeMessage } from '../runtime/message.ts'
import { receiveMessage } from '../runtime/messages.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { onThreadEnd } from '../runtime/thread-end.ts'
import { useHelper } from './helping.ts'
import { fail, letGo, runTask } from './run-task.ts'
import type { Post } from './run-task.ts'
import { readTask } from './task.ts'

/** Tasks between two turns of the loop. */
const TASKS_PER_TURN = 256
const NO_LIMITS = { timeoutMs: Infinity, signal: undefined }

/** Where this thread works, while it does. */
let post: Post | undefined

/** Tasks that were begun while this worker waited for another one, and have not ended. */
const begun = new Set<Promise<void>>()

/** Told of pools that may need a worker; set by the module of executors. */
let startWorkers: (pool: number) => void = () => {}

export function useStarter(start: (pool: number) => void): void {
  startWorkers = start
}

/** Runs tasks of the pool until there will be none any more. */
export async function work(pool: number, place: number): Promise<void> {
  post = { pool, place }
  const atRest = activeResources()
  if (!(await initialize(pool))) return leave(post)
  store(place + XP_FUTURE, 0)
  let untilTurn = TASKS_PER_TURN
  for (;;) {
    // the thread has ended in a task, and what is left of that goes on: it must not take another one
    if (hasLeft()) return
    let outcome = tryGet(pool, selfIdent)
    if (outcome === NOT_NOW) {
      await nextTurn()
      if (hasLeft()) return
      untilTurn = TASKS_PER_TURN
      outcome =
        begun.size > 0 || activeResources() > atRest
          ? await getInLoop(pool)
          : get(pool, self, selfIdent, Infinity)
    }
    if (outcome === NEVER) {
      await Promise.all(begun)
      return leave(post)
    }
    const running = runTask(post, hand[0] as number, hand[1] as number)
    if (running !== undefined) await running
    if ((untilTurn -= 1) === 0) {
      untilTurn = TASKS_PER_TURN
      await nextTurn()
    }
  }
}

function hasLeft(): boolean {
  return post === undefined
}

/** Takes a task while the event loop turns. */
async function getInLoop(pool: number): Promise<typeof DONE | typeof NEVER> {
  let item: Int32Array | undefined
  let outcome: number = NOT_NOW
  const attempt = (): boolean => {
    outcome = tryGet(pool, selfIdent)
    if (outcome === DONE) item = hand.slice()
    return outcome !== NOT_NOW
  }
  await awaitOn(pool + Q_GETTERS, attempt, NO_LIMITS, () => passItem(pool, selfIdent))
  if (item === undefined) return NEVER
  hand.set(item)
  return DONE
}

function leave({ pool, place }: Post): void {
  post = undefined
  leavePlace(pool, place)
}

async function initialize(pool: number): Promise<boolean> {
  const message = load(pool + X_INIT)
  if (message === 0) return true
  try {
    const { fn, args } = await receiveMessage(message, readTask)
    await fn(...args)
    return true
  } catch (error) {
    await complain('concurrent.futures', 'critical', 'Exception in initializer:', error)
    breakPool(pool)
    return false
  }
}

/** No task of the pool runs any more: those that are queued fail. */
function breakPool(pool: number): void {
  add(pool + X_BROKEN, 1)
  shutDown(pool, selfIdent, false)
  failQueued(pool)
}

function failQueued(pool: number): void {
  while (tryGet(pool, selfIdent) === DONE) {
    const future = hand[0] as number
    freeMessage(hand[1] as number)
    add(pool + X_FAILED, 1)
    add(pool + X_TASKS, -1)
    finish(future, selfIdent, BROKEN, hand)
    letGo(future, pool)
  }
}

/** The thread ends with tasks of it unfinished: by process.exit(), or an error that came from beside them. */
function abandon(): void {
  if (post === undefined) return
  const left = post
  const code = exitCodeHere()
  // it ended in its initializer
  if (load(left.place + XP_FUTURE) === BEGINNING) breakPool(left.pool)
  for (const future of tasksAt(left.place)) {
    const error =
      code === undefined
        ? new ThreadDiedError('the thread that ran the task ended before the task did')
        : new ThreadExit(code)
    fail(left, future, error)
  }
  leave(left)
  startWorkers(left.pool)
}

onThreadEnd(abandon)

/** Takes the next task of the pool into the hand, if this thread works for it. */
function takeFor(pool: number): boolean {
  return post?.pool === pool && tryGet(pool, selfIdent) === DONE
}

/**
 * Begins the task in the hand beside the one that this worker runs, which blocks or awaits.
 * @returns a promise of its end; of nothing for a stream's task, which waits for its reader, perhaps the one that waits here.
 */
function begin(blocks: boolean): Promise<void> {
  const future = hand[0] as number
  const streams = load(future + F_STREAM) !== 0
  const running = runTask(post as Post, future, hand[1] as number, blocks)
  if (running === undefined) return Promise.resolve()
  begun.add(running)
  const ended = running.then(() => void begun.delete(running))
  return streams ? Promise.resolve() : ended
}

useHelper({
  servesHere: (pool) => post?.pool === pool,
  runsHere: (future) => post !== undefined && runsAt(post.place, future),
  isAlone: () => post !== undefined && tasksAt(post.place).length === 1,
  runOne(pool) {
    if (!takeFor(pool)) return false
    void begin(true)
    return true
  },
  startOne: (pool) => (takeFor(pool) ? begin(false) : undefined),
  // a pool whose worker died in the initializer has nobody else to fail what is queued
  seeToWorkers: (pool) => (load(pool + X_BROKEN) === 0 ? startWorkers(pool) : failQueued(pool)),
})
