/** Parts that arrived in this thread: each is built once per version, so a class stays the same class from message to message. */
import { Decoder } from '../codec/index.ts'
import { blobStore } from './blob-store.ts'
import { noteHome, ownPart } from './homes.ts'
import type { Home } from './homes.ts'
import { lacksModules } from './module-loader.ts'
import { PendingClass } from './pending.ts'

interface Arrived {
  readonly version: number
  /** Its bytes, until it is built. */
  bytes: Uint8Array | undefined
  value: Function | PendingClass | undefined
  /** It was built, and all modules that it needs were there: it may have been kept by somebody. */
  complete: boolean
}

type ReadContent = (from: Decoder, made: (fn: Function) => void) => void

/** By sending thread, then by number. */
const arrived = new Map<number, Map<number, Arrived>>()
const published = new Map<number, Function>()
/** The thread whose parts are being read. */
let sender = 0
/** What was built since {@link beginAttempt} and is void if that fails: all that came after the first missing module. */
let attempt: Attempt | undefined
type Attempt = (() => void)[]
/** Of an attempt that has built nothing. */
const NOTHING: Attempt = []

/** Everything built is noted until {@link endAttempt}. @returns the attempt around it, for that. */
export function beginAttempt(): Attempt | undefined {
  const outer = attempt
  attempt = NOTHING
  return outer
}

/** @param keep - whether what was built since is good; all of it is forgotten otherwise. */
export function endAttempt(outer: Attempt | undefined, keep: boolean): void {
  const steps = attempt ?? NOTHING
  attempt = outer
  for (const step of steps) {
    if (keep) noteBuilt(step)
    else step()
  }
}

/** @param undo - forgets what has just been built. */
function noteBuilt(undo: () => void): void {
  if (attempt === NOTHING) attempt = []
  attempt?.push(undo)
}

export function readPublished(blob: number, content: ReadContent): Function {
  let fn = published.get(blob)
  if (fn === undefined) {
    fn = readGroup(new Decoder(blobStore().get(blob)), content)
    published.set(blob, fn)
    if (lacksModules()) noteBuilt(() => published.delete(blob))
  }
  return fn
}

export function readGroup(from: Decoder, content: ReadContent): Function {
  const outer = sender
  sender = from.uint()
  try {
    let root = -1
    for (let count = from.uint(); count > 0; count--) {
      const number = from.uint()
      if (root < 0) root = number
      note(number, from.uint(), from.bytes())
    }
    return readPart(root, content)
  } finally {
    sender = outer
  }
}

function note(number: number, version: number, bytes: Uint8Array): void {
  let ofThread = arrived.get(sender)
  if (ofThread === undefined) arrived.set(sender, (ofThread = new Map()))
  const known = ofThread.get(number)
  // A part that is being built right now is met again inside its own group; a version never changes its bytes.
  if (known?.version === version) return
  ofThread.set(number, { version, bytes, value: undefined, complete: false })
  noteBuilt(() => {
    if (ofThread.get(number)?.complete !== true) ofThread.delete(number)
  })
}

/** A class as this thread knows it already: its own, or one that was built here before. */
export function classAtHome(home: Home): Function | undefined {
  const own = ownPart(home)
  if (own !== undefined) return own
  const built = arrived.get(home.thread)?.get(home.number)?.value
  return typeof built === 'function' ? built : undefined
}

/** Passes over a group that is not needed. */
export function skipGroup(from: Decoder): void {
  from.uint()
  for (let count = from.uint(); count > 0; count--) {
    from.uint()
    from.uint()
    from.bytes()
  }
}

/** The part `number` of the thread whose group is being read; may be one that is being built: then a stand-in. */
export function readPart(number: number, content: ReadContent): Function {
  const ofThread = arrived.get(sender)
  const part = ofThread?.get(number)
  if (ofThread === undefined || part === undefined)
    throw new Error(`bug: part ${number} of thread ${sender} did not arrive`)
  if (part.value !== undefined) return part.value as Function
  const thread = sender
  const pending = new PendingClass()
  part.value = pending
  const bytes = part.bytes ?? new Uint8Array(0)
  try {
    content(new Decoder(bytes), (fn) => {
      part.value = fn
      part.bytes = undefined
      noteHome(fn, thread, number)
      pending.resolve(fn)
    })
  } catch (error) {
    ofThread.delete(number)
    throw error
  }
  part.complete = !lacksModules()
  return part.value as unknown as Function
}
