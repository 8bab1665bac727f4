/** What is in the arena, as data and as text. */
import { load } from '#atomics'
import { arenaUse, largestFree } from '../core/arena.ts'
import { peek } from '../core/guarded.ts'
import {
  H_HANDLES,
  H_IDENT,
  H_MESSAGE_BYTES,
  H_MESSAGES,
  LOST_MESSAGE_BYTES,
  LOST_MESSAGES,
} from '../core/holdings-layout.ts'
import { HEADER_END, T_IDENT } from '../core/layout.ts'
import { eachObject } from '../core/objects.ts'
import { keepObjects, readOne } from './collect.ts'
import { kindName } from './describe-object.ts'
import { eachHoldings } from './holdings.ts'
import { bytesOfObject, dropObject, kindAt } from './object-kind.ts'
import { ReferenceGraph } from './reference-graph.ts'
import { liveThreads } from './registry.ts'
import { selfIdent } from './self.ts'
import { drop, nameOf } from './thread-block.ts'

/** So many of something, and how much memory they take. */
export interface MemoryCount {
  readonly count: number
  readonly bytes: number
}

/** The shared objects that a thread has handles of. */
export interface ThreadHandles {
  /** The thread's name; `undefined` for a thread of the library, or one that runs no thread now. */
  readonly name: string | undefined
  readonly ident: number
  /** Dropped ones count until its event loop has turned. */
  readonly handles: number
}

/** What `memory()` says of the memory that threads share. Bytes, if nothing else is said. */
export interface MemoryReport {
  /** All of it, reserved at the beginning. */
  readonly size: number
  readonly used: number
  /** `size` less `used`. */
  readonly free: number
  /** The largest block that can be had. */
  readonly largestFree: number
  /** Used at some time since the beginning: what the operating system has given. */
  readonly touched: number
  /** Shared objects by the name of their class, with what they contain. */
  readonly objects: Readonly<Record<string, MemoryCount>>
  /** Encoded values: in objects, on queues, on their way, and what the library keeps of functions. */
  readonly messages: MemoryCount
  readonly threads: readonly ThreadHandles[]
  /** How many objects have been freed that only referred to each other; `undefined` when that was not asked for. */
  readonly collected: number | undefined
}

export function makeReport(collected: number | undefined): MemoryReport {
  const objects = countObjects()
  const largest = largestFree()
  const { used, touched, size } = arenaUse()
  return {
    size,
    used: used + HEADER_END,
    free: size - used - HEADER_END,
    largestFree: largest,
    touched,
    objects,
    messages: countMessages(),
    threads: threadHandles(),
    collected,
  }
}

function countObjects(): Record<string, MemoryCount> {
  const counts = new Map<string, { count: number; bytes: number }>()
  const countOf = (object: number): { count: number; bytes: number } => {
    const name = kindName(object)
    const known = counts.get(name) ?? { count: 0, bytes: 0 }
    counts.set(name, known)
    return known
  }
  eachObject(selfIdent, (object) => {
    const count = countOf(object)
    const kind = kindAt(object)
    count.count += 1
    count.bytes += kind === undefined ? 0 : bytesOfObject(object, kind)
  })
  // one graph for all: a block that two collections have is counted once
  const graph = new ReferenceGraph()
  for (const object of keepObjects()) {
    countOf(object).bytes += readOne(graph, object)
    dropObject(object)
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function countMessages(): MemoryCount {
  let count = load(LOST_MESSAGES)
  let bytes = load(LOST_MESSAGE_BYTES)
  eachHoldings((holdings) => {
    count += peek(holdings + H_MESSAGES)
    bytes += peek(holdings + H_MESSAGE_BYTES)
  })
  return { count: count | 0, bytes: bytes | 0 }
}

function threadHandles(): ThreadHandles[] {
  const names = new Map<number, string>()
  for (const block of liveThreads()) {
    names.set(load(block + T_IDENT), nameOf(block))
    drop(block)
  }
  const threads: ThreadHandles[] = []
  eachHoldings((holdings) => {
    const ident = peek(holdings + H_IDENT)
    threads.push({ name: names.get(ident), ident, handles: peek(holdings + H_HANDLES) })
  })
  return threads.sort((a, b) => a.ident - b.ident)
}

const KIB = 1024

function inBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes} bytes`
  return bytes < KIB * KIB ? `${(bytes / KIB).toFixed(1)} KiB` : `${(bytes / KIB / KIB).toFixed(1)} MiB`
}

/** As text of a few lines. */
export function memoryText(report: MemoryReport): string {
  const { size, used, free, largestFree: largest, objects, messages, threads, collected } = report
  const lines = [
    `${inBytes(used)} of ${inBytes(size)} used, ${inBytes(free)} free, ${inBytes(largest)} in one piece`,
  ]
  for (const [name, { count, bytes }] of Object.entries(objects))
    lines.push(`${name}: ${count}, ${inBytes(bytes)}`)
  lines.push(`messages: ${messages.count}, ${inBytes(messages.bytes)}`)
  for (const { name, handles } of threads) {
    if (handles > 0)
      lines.push(`${name ?? 'between threads'} has ${handles} handle${handles === 1 ? '' : 's'}`)
  }
  if (collected !== undefined) lines.push(`${collected} objects were freed that only referred to each other`)
  return lines.join('\n')
}
