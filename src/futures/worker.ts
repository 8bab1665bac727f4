/**
 * A worker of a pool: a thread that takes tasks from the pool's queue until that is closed and empty.
 *
 * It blocks for the next task unless its event loop has something to do: promises that wait for other threads, timers.
 * Before it sleeps, and now and then between tasks, the loop turns once: finalizers run, and callbacks that are due.
 */
import { add, load, store } from '#atomics'
import { F_STREAM, X_BROKEN, X_IDLED, X_INIT, X_RECYCLED, X_ROOM, XP_FUTURE } from '../core/futures-layout.ts'
import { remaining } from '../core/clock.ts'
import { Q_GETTERS, Q_TAIL } from '../core/queue-layout.ts'
import { BROKEN, DIED } from '../core/future.ts'
import { BEGINNING, leaveIfSpare, leavePlace, runsAt, tasksAt } from '../core/pool.ts'
import { CLOSED, closeInbox, emptyInbox, hasPost, openInbox, takePost } from '../core/pool-inbox.ts'
import { DONE, NEVER, NOT_NOW, shutDown, tryGet } from '../core/queue.ts'
import { ELSEWHERE, getUnless, passItem, spinForItem } from '../core/queue-wait.ts'
import { signalAll } from '../core/wait-list.ts'
import { hand } from '../core/queue-ring.ts'
import { ThreadDiedError, ThreadExit } from '../errors.ts'
import { complain } from '../runtime/complain.ts'
import { activeResources, exitCodeHere, nextTurn } from '../platform/event-loop.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { doomCarrier } from '../runtime/carriers.ts'
import { explainWrite } from '../runtime/functions/index.ts'
import { receiveMessage } from '../runtime/messages.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { nameOf } from '../runtime/thread-block.ts'
import { onThreadEnd } from '../runtime/thread-end.ts'
import type { Uncaught } from '../runtime/thread-end.ts'
import { Dozing } from './doze.ts'
import { useHelper } from './helping.ts'
import { idleDeadline, isWorn } from './wear.ts'
import { fail, runTask, settleUnrun } from './run-task.ts'
import type { Post } from './run-task.ts'
import { readTask } from './task.ts'
import { loadStorages } from './task-context.ts'
import type { Storages } from './task-context.ts'

/** Tasks between two turns of the loop. */
const TASKS_PER_TURN = 256

/** Where this thread works, while it does. What an ended one has left going may meet that of the carrier's next thread. */
let post: Post | undefined

/** Tasks that have ended at this post, but for those run while another one waited. */
let ended = 0

/** Tasks that were begun while this worker waited for another one, and have not ended. */
const begun = new Set<Promise<void>>()

/** Told of pools that may need a worker; set by the module of executors. */
let startWorkers: (pool: number) => void = () => {}

export function useStarter(start: (pool: number) => void): void {
  startWorkers = start
}

/** Runs tasks of the pool until there will be none any more, or the worker is one too many, or worn out. */
export async function work(pool: number, place: number): Promise<void> {
  let here: Post = { pool, place, storages: undefined }
  post = here
  ended = 0
  begun.clear()
  const atRest = activeResources()
  const storages = await initialize(pool)
  if (post !== here) return
  if (storages === 'failed') return leave(here, BROKEN)
  if (storages !== undefined) post = here = { ...here, storages }
  store(place + XP_FUTURE, 0)
  let untilTurn = TASKS_PER_TURN
  const dozing = new Dozing()
  for (;;) {
    // the thread has ended in a task, and what is left of that goes on: it must not take another one
    if (post !== here) return
    const seen = load(pool + Q_TAIL)
    let outcome: number = hasPost(place) ? ELSEWHERE : tryGet(pool, selfIdent)
    if (outcome === NOT_NOW) {
      // whoever has just got a result may have the next task ready before a turn of the loop is over
      if (spinForItem(pool, seen, selfIdent)) continue
      if (loopIsIdle(atRest) && dozing.doze(pool, seen)) continue
      await nextTurn()
      if (post !== here) return
      untilTurn = TASKS_PER_TURN
      const deadlineMs = idleDeadline(pool)
      outcome = loopIsIdle(atRest)
        ? getUnless(pool, self, selfIdent, deadlineMs, () => hasPost(place))
        : await getInLoop(here, deadlineMs)
    }
    if (outcome === NEVER) {
      await finishBegun(here)
      return post === here ? leave(here) : undefined
    }
    if (outcome === NOT_NOW) {
      if (await leaveIdle(here)) return
      continue
    }
    if (outcome === ELSEWHERE) {
      passItem(pool, selfIdent)
      await runPosts(here)
    } else {
      dozing.work()
      const running = runTask(here, hand[0] as number, hand[1] as number)
      if (running !== undefined) await running
    }
    if (post !== here) return
    ended += 1
    if (isWorn(pool, ended)) return recycle(here)
    if ((untilTurn -= 1) === 0) {
      untilTurn = TASKS_PER_TURN
      await nextTurn()
    }
  }
}

/** Whether nothing waits for this worker's event loop. */
function loopIsIdle(atRest: number): boolean {
  return begun.size === 0 && activeResources() <= atRest
}

/** Takes a task while the event loop turns. */
async function getInLoop({ pool, place }: Post, deadlineMs: number): Promise<number> {
  let item: Int32Array | undefined
  let outcome: number = NOT_NOW
  const attempt = (): boolean => {
    outcome = hasPost(place) ? ELSEWHERE : tryGet(pool, selfIdent)
    if (outcome === DONE) item = hand.slice()
    return outcome !== NOT_NOW
  }
  const limits = { timeoutMs: remaining(deadlineMs), signal: undefined }
  await awaitOn(pool + Q_GETTERS, attempt, limits, () => passItem(pool, selfIdent))
  if (item !== undefined) hand.set(item)
  return outcome
}

/** What was posted to this worker alone. */
async function runPosts(here: Post): Promise<void> {
  for (let task = takePost(here.place); task !== undefined; task = takePost(here.place)) {
    await runTask(here, task.future, task.message)
    if (post !== here) return
  }
}

/** All that this worker has begun, and all that only it can run; nothing is posted to it from here on. */
async function finishBegun(here: Post): Promise<void> {
  await Promise.all(begun)
  while (post === here && !closeInbox(here.place)) await runPosts(here)
}

/** @param outcome - what those come to that were posted to this worker alone, if there are any left. */
function leave({ pool, place }: Post, outcome: typeof DIED | typeof BROKEN = DIED): void {
  post = undefined
  for (const { future, message } of emptyInbox(place, CLOSED)) settleUnrun(pool, future, message, outcome)
  leavePlace(pool, place)
}

/** Nobody has had a task for this worker for so long. @returns false when it stays. */
async function leaveIdle(here: Post): Promise<boolean> {
  const { pool, place } = here
  await finishBegun(here)
  if (post !== here) return true
  if (!leaveIfSpare(pool, place)) {
    openInbox(place)
    return false
  }
  add(pool + X_IDLED, 1)
  post = undefined
  startWorkers(pool)
  return true
}

/** Another worker takes the place of this one, on an OS thread of its own: this one's ends, and its heap with it. */
async function recycle(here: Post): Promise<void> {
  await finishBegun(here)
  if (post !== here) return
  doomCarrier(self)
  add(here.pool + X_RECYCLED, 1)
  leave(here)
  startWorkers(here.pool)
}

/** @returns what is to be had of the pool's option `context`. */
async function initialize(pool: number): Promise<Storages | undefined | 'failed'> {
  try {
    const storages = await loadStorages(pool)
    const message = load(pool + X_INIT)
    if (message === 0) return storages
    const { fn, args } = await receiveMessage(message, readTask)
    await fn(...args)
    return storages
  } catch (error) {
    complain('concurrent.futures', 'critical', 'Exception in initializer:', error)
    breakPool(pool)
    return 'failed'
  }
}

/** No task of the pool runs any more: those that are queued fail. */
function breakPool(pool: number): void {
  add(pool + X_BROKEN, 1)
  shutDown(pool, selfIdent, false)
  signalAll(pool + X_ROOM, selfIdent)
  failQueued(pool)
}

function failQueued(pool: number): void {
  while (tryGet(pool, selfIdent) === DONE) settleUnrun(pool, hand[0] as number, hand[1] as number, BROKEN)
}

/** The thread ends with tasks of it unfinished: by process.exit(), or an error that came from beside them. */
function abandon(uncaught: Uncaught | undefined): void {
  if (post === undefined) return
  const left = post
  // it ended in its initializer
  if (load(left.place + XP_FUTURE) === BEGINNING) breakPool(left.pool)
  const error = endOfTasks(uncaught)
  for (const future of tasksAt(left.place)) fail(left, future, error)
  leave(left)
  startWorkers(left.pool)
}

/** What tasks come to whose thread ends before them. */
function endOfTasks(uncaught: Uncaught | undefined): Error {
  const code = exitCodeHere()
  if (code !== undefined) return new ThreadExit(code)
  const text = 'the thread that ran the task ended before the task did'
  if (uncaught === undefined) return new ThreadDiedError(text)
  const { error } = uncaught
  if (error instanceof ThreadExit) return error
  const cause = explainWrite(error)
  return new ThreadDiedError(`${text}: an error that nobody caught ended it`, {
    cause,
    reason: 'uncaught error',
    thread: nameOf(self),
  })
}

onThreadEnd(abandon)

/** Takes the next task of the pool into the hand, if this thread works for it. */
function takeFor(pool: number): boolean {
  if (post?.pool !== pool) return false
  const posted = takePost(post.place)
  if (posted === undefined) return tryGet(pool, selfIdent) === DONE
  hand[0] = posted.future
  hand[1] = posted.message
  return true
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
  seeToWorkers(pool) {
    if (load(pool + X_BROKEN) === 0) startWorkers(pool)
    else failQueued(pool)
    // a worker that spins, and for which nobody was woken, may have lost its core to another program
    passItem(pool, selfIdent)
  },
})
