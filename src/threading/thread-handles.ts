/**
 * This thread's handles of threads: `currentThread()`, `enumerate()` and a thread that crossed give the same object
 * for the same thread.
 */
import { load } from '#atomics'
import { T_OBJECT, T_TAG, TAG_THREAD } from '../core/layout.ts'
import { ThreadError } from '../errors.ts'
import { HandleTable } from '../runtime/handles.ts'
import { prepareKept } from '../runtime/kept-message.ts'
import { reclaimable } from '../runtime/reclaim.ts'
import { registerShared } from '../runtime/shared-registry.ts'
import { drop, retain } from '../runtime/thread-block.ts'
import { decodeObject, readObject } from './thread-object.ts'

type ThreadClass = new () => object

const handles = new HandleTable<object>(drop)
reclaimable(handles)
let adopting = 0
let threadClass: ThreadClass

/** `Thread` names itself: it can't be imported here, because it imports this file. */
export function useThreadClass(thread: ThreadClass): void {
  threadClass = thread
}

/** The block that the handle under construction stands for; 0 for a new thread. */
export function adoptedBlock(): number {
  const block = adopting
  adopting = 0
  return block
}

/** `thread` has been started and owns one reference of its block. */
export function rememberThread(block: number, thread: object): void {
  handles.prepare()
  handles.remember(block, thread)
}

/** This thread's handle of the thread at `block`; adds a reference when it makes one. */
export function threadAt(block: number, read = decodeObject): object {
  return handles.get(block, () => {
    if (load(block + T_TAG) !== TAG_THREAD)
      throw new ThreadError(`no thread at 0x${block.toString(16)}: it has been freed`)
    retain(block)
    const message = load(block + T_OBJECT)
    const object = message === 0 ? undefined : read(message)
    return object === undefined
      ? makeHandle(block, threadClass)
      : Object.assign(makeHandle(block, object.as), object.fields)
  })
}

/** A handle of `block` whose class is `as`: Thread's constructor runs, those of subclasses don't. */
export function makeHandle(block: number, as: ThreadClass): object {
  adopting = block
  try {
    return Reflect.construct(threadClass, [], as) as object
  } finally {
    adopting = 0
  }
}

/** A thread that arrives in a message brings the modules of its class along. */
function received(block: number): object {
  const message = load(block + T_OBJECT)
  // decoded again, and the handle made, when they are loaded
  if (message !== 0 && !prepareKept(message)) return makeHandle(block, threadClass)
  return threadAt(block, readObject)
}

registerShared(TAG_THREAD, received, drop)
