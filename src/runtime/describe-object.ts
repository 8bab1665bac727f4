/**
 * How synchronisation objects are named in reports, and who holds them, read from their words alone: the supervisor has
 * none of the classes that users hold. One row per kind of object.
 *
 * All of this is for objects that can't be freed meanwhile: under OBJECTS_LOCK, or because the caller has a reference.
 */
import { load } from '#atomics'
import {
  A_LIST,
  LS_MUTEX,
  TAG_ARRAY,
  TAG_ATOMIC_BIGINT64,
  TAG_ATOMIC_BOOLEAN,
  TAG_ATOMIC_FLOAT64,
  TAG_ATOMIC_INT32,
  TAG_ATOMIC_UINT32,
  TAG_RECORD,
  TAG_RECORD_ARRAY,
  TAG_RECORD_TYPE,
  TAG_SHARED_LIST,
  TAG_SHARED_MAP,
  TAG_SHARED_SET,
  TAG_VALUE,
} from '../core/data-layout.ts'
import {
  B_DOOR_LIST,
  B_LIST,
  CV_LIST,
  E_LIST,
  L_LIST,
  L_STATE,
  LATCH_LIST,
  O_TAG,
  ONCE_LIST,
  ONCE_LOCK,
  S_BOUNDED,
  S_LIST,
  RW_READ_LIST,
  RW_WRITE_LIST,
  TAG_BARRIER,
  TAG_CONDITION,
  TAG_EVENT,
  TAG_EXECUTOR,
  TAG_FUTURE,
  TAG_GATE,
  TAG_LATCH,
  TAG_LOCAL,
  TAG_LOCK,
  TAG_ONCE,
  TAG_QUEUE,
  TAG_RLOCK,
  TAG_RW_LOCK,
  TAG_SEMAPHORE,
  TAG_SIMPLE_QUEUE,
  TAG_STREAM,
} from '../core/layout.ts'
import { F_LIST, G_COUNT } from '../core/futures-layout.ts'
import { OB_MUTEX, TAG_OBJECT, TAG_OBJECT_TYPE } from '../core/object-layout.ts'
import { Q_GETTERS, Q_JOINERS, Q_ORDER, Q_PUTTERS } from '../core/queue-layout.ts'
import { holdersOfTable } from '../core/keyed-table.ts'
import { holder } from '../core/mutex.ts'
import { holdersOfRwLock } from '../core/rw-lock.ts'

interface ObjectKind {
  /** Its class. */
  readonly name: string
  /** Idents of the threads that hold it now; missing for kinds that nobody holds. */
  readonly holders?: (object: number, word: number) => number[]
  /** Offset of the list of those who await it, or of each of them; missing for kinds without one. */
  readonly list?: number | readonly number[]
}

const KINDS = new Map<number, ObjectKind>([
  [TAG_LOCK, { name: 'Lock', holders: (lock) => one(holder(lock + L_STATE)), list: L_LIST }],
  [TAG_RLOCK, { name: 'RLock', holders: (lock) => one(holder(lock + L_STATE)), list: L_LIST }],
  [TAG_CONDITION, { name: 'Condition', list: CV_LIST }],
  [TAG_EVENT, { name: 'Event', list: E_LIST }],
  [TAG_SEMAPHORE, { name: 'Semaphore', list: S_LIST }],
  [TAG_BARRIER, { name: 'Barrier', list: [B_LIST, B_DOOR_LIST] }],
  [TAG_RW_LOCK, { name: 'RWLock', holders: holdersOfRwLock, list: [RW_READ_LIST, RW_WRITE_LIST] }],
  [TAG_LATCH, { name: 'CountDownLatch', list: LATCH_LIST }],
  [TAG_ONCE, { name: 'Once', holders: (once) => one(holder(once + ONCE_LOCK)), list: ONCE_LIST }],
  [TAG_FUTURE, { name: 'Future', list: F_LIST }],
  [TAG_EXECUTOR, { name: 'ThreadPoolExecutor', list: Q_GETTERS }],
  [TAG_LOCAL, { name: 'Local' }],
  [TAG_QUEUE, { name: 'Queue', list: [Q_GETTERS, Q_PUTTERS, Q_JOINERS] }],
  [TAG_SIMPLE_QUEUE, { name: 'SimpleQueue', list: Q_GETTERS }],
  [TAG_STREAM, { name: 'Stream', list: Q_GETTERS }],
  [TAG_ATOMIC_INT32, { name: 'AtomicInt32', list: A_LIST }],
  [TAG_ATOMIC_UINT32, { name: 'AtomicUint32', list: A_LIST }],
  [TAG_ATOMIC_BIGINT64, { name: 'AtomicBigInt64', list: A_LIST }],
  [TAG_ATOMIC_FLOAT64, { name: 'AtomicFloat64', list: A_LIST }],
  [TAG_ATOMIC_BOOLEAN, { name: 'AtomicBoolean', list: A_LIST }],
  [TAG_SHARED_MAP, { name: 'SharedMap', holders: holdersOfKeyed }],
  [TAG_SHARED_SET, { name: 'SharedSet', holders: holdersOfKeyed }],
  [TAG_OBJECT, { name: 'shared object', holders: (object) => one(holder(object + OB_MUTEX)) }],
  [TAG_OBJECT_TYPE, { name: 'class of shared objects' }],
  [TAG_VALUE, { name: 'Value' }],
  [TAG_ARRAY, { name: 'SharedArray' }],
  [TAG_RECORD_TYPE, { name: 'record type' }],
  [TAG_RECORD, { name: 'record' }],
  [TAG_RECORD_ARRAY, { name: 'RecordArray' }],
  [TAG_SHARED_LIST, { name: 'SharedList', holders: (list) => one(holder(list + LS_MUTEX)) }],
])

/** As in `Lock at 0x1040`; the same text as the object's own `toString()` begins with. */
export function describeObject(object: number): string {
  return `${kindName(object)} at 0x${object.toString(16)}`
}

/** The name of its class. */
export function kindName(object: number): string {
  const tag = load(object + O_TAG)
  if (tag === TAG_GATE) return `the first of ${load(object + G_COUNT) || 'many'} futures`
  if (tag === TAG_SEMAPHORE && load(object + S_BOUNDED) !== 0) return 'BoundedSemaphore'
  if (tag === TAG_QUEUE) return ['Queue', 'LifoQueue', 'PriorityQueue'][load(object + Q_ORDER)] ?? 'Queue'
  return KINDS.get(tag)?.name ?? 'object'
}

/**
 * Idents of the threads that hold the object now; empty when it is free or of a kind that nobody holds.
 * @param word - the one that a waiter sleeps on, where an object has several that can be held; 0 for the object's first.
 */
export function holdersOf(object: number, word = 0): number[] {
  return KINDS.get(load(object + O_TAG))?.holders?.(object, word) ?? []
}

/** Addresses of the lists of those who await the object; empty when its kind has none. */
export function listsOf(object: number): number[] {
  return [KINDS.get(load(object + O_TAG))?.list ?? []].flat().map((list) => object + list)
}

function holdersOfKeyed(map: number, word: number): number[] {
  return word === 0 ? holdersOfTable(map) : one(holder(word))
}

function one(ident: number): number[] {
  return ident === 0 ? [] : [ident]
}
