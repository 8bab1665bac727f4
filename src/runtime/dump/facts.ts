/**
 * What the words in shared memory say of all threads: states, who is blocked on what, who holds and awaits what.
 *
 * Nothing is stopped for it. The registry and the list of objects are each read under their mutex, so nothing that is
 * named here is freed meanwhile; a thread that goes on while it is looked at is recognised by its T_WAIT_SEQ.
 */
import { load } from '#atomics'
import { deadlineAfter, now } from '../../core/clock.ts'
import {
  D_STATE,
  NEVER_CHANGES,
  NON_DAEMON,
  O_TAG,
  STDIO_LOCK,
  T_IDENT,
  T_JOIN_LIST,
  T_NATIVE_ID,
  T_OUTCOME,
  T_STATE,
  T_WAIT_SEQ,
  T_WAIT_SINCE,
  T_WAIT_TIMED,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  T_WORKER,
  TAG_EXECUTOR,
} from '../../core/layout.ts'
import { TIMED } from '../../core/park.ts'
import { XP_THREAD } from '../../core/futures-layout.ts'
import { eachObject } from '../../core/objects.ts'
import { placesOf, tasksAt } from '../../core/pool.ts'
import { awaitingThreads } from '../../core/wait-list.ts'
import { siteOf } from '../lock-sites.ts'
import { describeObject, holdersOf, listsOf } from '../describe-object.ts'
import { liveThreads } from '../registry.ts'
import { selfIdent } from '../self.ts'
import { givenName } from '../task-terms.ts'
import { drop, flag, FLAG_DAEMON, nameOf, OUTCOME_NONE, STATE_LIMBO } from '../thread-block.ts'

/** The mutex of a list is held for a few stores; one that is not free by then belongs to a thread that has died. */
const LIST_PATIENCE_MS = 20

/** A live thread; its block has a reference until {@link releaseThreads}. */
export interface LiveThread {
  readonly block: number
  readonly ident: number
  /** Node's number of its worker; undefined while it has none. */
  readonly worker: number | undefined
  /** Changes whenever the thread begins a wait. */
  readonly waitSeq: number
}

/** What a thread is blocked on. */
export interface Wait {
  /** Undefined for a sleep. */
  readonly what: string | undefined
  /** Idents of the threads that could end it, as far as that is known. */
  readonly heldBy: readonly number[]
  readonly ms: number
  readonly timed: boolean
}

export interface ThreadFacts {
  readonly thread: LiveThread
  readonly name: string
  readonly nativeId: number
  readonly daemon: boolean
  /** One of the STATE_ constants. */
  readonly state: number
  readonly wait: Wait | undefined
  readonly holds: readonly string[]
  readonly awaits: readonly string[]
  /** Names that the tasks were given which it runs, innermost first. */
  readonly tasks: readonly string[]
}

interface ObjectFacts {
  readonly address: number
  readonly text: string
  /** Whether it is a thread's end that is waited for; the thread counts as its holder. */
  readonly isThread: boolean
  readonly holders: readonly number[]
  /** Blocks of threads. */
  readonly awaiters: readonly number[]
}
type Names = ReadonlyMap<number, string>

/** Oldest first. */
export function lookAtThreads(): LiveThread[] {
  return liveThreads().map((block) => ({
    block,
    ident: load(block + T_IDENT),
    worker: load(block + T_STATE) === STATE_LIMBO ? undefined : load(block + T_WORKER),
    waitSeq: load(block + T_WAIT_SEQ),
  }))
}

export function releaseThreads(threads: readonly LiveThread[]): void {
  for (const { block } of threads) drop(block)
}

/** Whether the thread has run in that worker from the look until now; if not, what was seen there may be another's. */
export function stillThere({ block, worker }: LiveThread): boolean {
  return load(block + T_OUTCOME) === OUTCOME_NONE && load(block + T_WORKER) === worker
}

/**
 * The facts of those threads that have not ended since the look.
 * @param request - of the thread that asked for all this, 0 for none: its wait for the answer is not a wait.
 */
export function factsOf(threads: readonly LiveThread[], request: number): ThreadFacts[] {
  const names = new Map(threads.map(({ block, ident }) => [ident, `"${nameOf(block)}"`]))
  const objects = new Map([...lookAtObjects(), ...threads.map((thread) => endOf(thread, names))])
  const those = [...objects.values()]
  const tasks = namedTasks()
  return threads
    .filter(({ block }) => load(block + T_OUTCOME) === OUTCOME_NONE)
    .map((thread) => {
      const { block, ident } = thread
      return {
        thread,
        name: nameOf(block),
        nativeId: load(block + T_NATIVE_ID),
        daemon: flag(block, FLAG_DAEMON),
        state: load(block + T_STATE),
        wait: waitOf(thread, objects, names, request),
        holds: those.filter((object) => !object.isThread && object.holders.includes(ident)).map(heldText),
        awaits: those
          .filter((object) => object.awaiters.includes(block))
          .map((object) => named(object, names)),
        tasks: tasks.get(block) ?? [],
      }
    })
}

/** By the block of the thread that runs them. */
function namedTasks(): Map<number, string[]> {
  const tasks = new Map<number, string[]>()
  eachObject(selfIdent, (object) => {
    if (load(object + O_TAG) !== TAG_EXECUTOR) return
    for (const place of placesOf(object)) {
      const names = tasksAt(place).map(givenName).filter(Boolean)
      if (names.length > 0) tasks.set(load(place + XP_THREAD), names)
    }
  })
  return tasks
}

/** By address. */
function lookAtObjects(): Map<number, ObjectFacts> {
  const objects = new Map<number, ObjectFacts>()
  eachObject(selfIdent, (object) => {
    objects.set(object, {
      address: object,
      text: describeObject(object),
      isThread: false,
      holders: holdersOf(object),
      awaiters: listsOf(object).flatMap(awaitersOn),
    })
  })
  return objects
}

function endOf({ block, ident }: LiveThread, names: Names): [number, ObjectFacts] {
  const text = `the end of ${names.get(ident)}`
  return [
    block,
    { address: block, text, isThread: true, holders: [ident], awaiters: awaitersOn(block + T_JOIN_LIST) },
  ]
}

function awaitersOn(list: number): number[] {
  return awaitingThreads(list, selfIdent, deadlineAfter(LIST_PATIENCE_MS))
}

function waitOf(
  { block, waitSeq }: LiveThread,
  objects: ReadonlyMap<number, ObjectFacts>,
  names: Names,
  request: number,
): Wait | undefined {
  const word = load(block + T_WAITS_FOR)
  const object = objects.get(load(block + T_WAITS_OBJECT))
  const ms = Math.max(0, ((now() | 0) - load(block + T_WAIT_SINCE)) | 0)
  const timed = load(block + T_WAIT_TIMED) === TIMED
  // another wait than the one that began before the look: the words above may belong to either
  if (word === 0 || word === request + D_STATE || load(block + T_WAIT_SEQ) !== waitSeq) return undefined
  if (object === undefined) return { what: whatIs(word), heldBy: [], ms, timed }
  return { what: named(object, names), heldBy: object.holders, ms, timed }
}

function heldText({ address, text }: ObjectFacts): string {
  const site = siteOf(address)
  return site === undefined ? text : `${text}, taken at ${site}`
}

/** With its holders. */
function named({ text, isThread, holders }: ObjectFacts, names: Names): string {
  if (isThread || holders.length === 0) return text
  return `${text}, held by ${holders.map((ident) => names.get(ident) ?? `thread #${ident}, which has ended`).join(', ')}`
}

/** Words of the library itself that a thread may sleep on. */
function whatIs(word: number): string | undefined {
  if (word === NEVER_CHANGES) return undefined
  if (word === NON_DAEMON) return 'the end of all non-daemon threads'
  if (word === STDIO_LOCK) return 'its turn to print'
  return `a word of the library (0x${word.toString(16)})`
}
