/** Which classes of this thread other threads know by a number, and under which number of which thread a class arrived here. */
import { threadId } from '../../platform/modules.ts'

export interface Home {
  readonly thread: number
  readonly number: number
}

const ours = new Map<number, WeakRef<Function>>()
const homes = new WeakMap<Function, Home>()
/** Frees the entry of a class that is gone; only memory depends on it. */
let gone: FinalizationRegistry<number> | undefined

/** Notes that `f` is sent as part `number` of this thread. */
export function noteSent(f: Function, number: number): void {
  ours.set(number, new WeakRef(f))
  gone ??= new FinalizationRegistry((freed) => ours.delete(freed))
  gone.register(f, number)
}

/** Notes that `f` was made from a part that arrived. */
export function noteHome(f: Function, thread: number, number: number): void {
  homes.set(f, { thread, number })
}

export function homeOf(f: Function): Home | undefined {
  return homes.get(f)
}

/** The class itself, where it is this thread's own. */
export function ownPart({ thread, number }: Home): Function | undefined {
  return thread === threadId ? ours.get(number)?.deref() : undefined
}
