/** One thread of the stress of maps: looks, writes, increments, adds, removes and copies, and checks all that it sees. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { appear, loadCore } from './shared-words.ts'

interface StressInput {
  readonly parts: never
  readonly ident: number
  readonly map: number
  readonly seed: number
  readonly rounds: number
  /** A word that this thread sets once it runs, if there is one. */
  readonly begun?: number
}

const { parts, ident, map, seed, rounds, begun } = workerData as StressInput
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const scratch = appear(core, ident) + core.layout.T_SCRATCH
const { i32 } = core.memory
const { ABSENT, READ } = core.keyedSteps
const { lock, lookUp, swapValue, unlock } = core.keyedEntry
const { append, eachEntry, enterTable, find, freeze, lastEntry, leaveTable, takeOut, thaw } = core.keyedTable
const { keyHand, valueHand, SLOT_INTEGER, SLOT_TEXT } = core.slot
const { KE_KEY, KE_VALUE } = core.dataLayout
const random = randomFrom(seed + ident)
const faults: string[] = []
const counted = new Map<number, number>()

/** Numbers of keys: those that are always there, those that come and go, counters, a pair of each thread. */
const KEYS = 12
const COMING = 4
const COUNTERS = 100
const PAIRS = 200

function handKey(number: number): void {
  keyHand.words.set([SLOT_INTEGER, number, 0, 0])
}

/** A value of which each part says the number that the others say, and its key. */
function handValue(key: number, number: number): void {
  valueHand.words.set([SLOT_TEXT | (12 << 8), number, ~number, number * 1000 + key])
}

function check(words: ArrayLike<number>, key: number, where: string): void {
  const [kind, number = 0, inverse, both] = Array.from(words)
  const right = kind === (SLOT_TEXT | (12 << 8)) && inverse === ~number && both === number * 1000 + key
  if (!right) faults.push(`${where} of ${key}: ${Array.from(words).join()}`)
}

function valueAt(entry: number): Int32Array {
  return i32.slice((entry + KE_VALUE) >>> 2, (entry + KE_VALUE + 16) >>> 2)
}

function look(key: number): void {
  handKey(key)
  const found = lookUp(map, scratch)
  if (found === READ) return check(valueHand.words, key, 'look')
  if (found === ABSENT) {
    if (key < KEYS) faults.push(`${key} is not there`)
    return
  }
  const entry = lock(map, ident)
  if (entry === 0) return
  check(valueAt(entry), key, 'look with the lock')
  unlock(entry)
}

function write(key: number, number: number): void {
  handKey(key)
  const entry = lock(map, ident)
  if (entry === 0) {
    if (key < KEYS) faults.push(`${key} can't be locked`)
    return
  }
  check(valueAt(entry), key, 'before a write')
  handValue(key, number)
  swapValue(entry)
  unlock(entry)
}

function increment(key: number): void {
  handKey(key)
  const entry = lock(map, ident)
  const sum = (valueAt(entry)[1] ?? 0) + 1
  valueHand.words.set([SLOT_INTEGER, sum, 0, 0])
  swapValue(entry)
  unlock(entry)
  counted.set(key, (counted.get(key) ?? 0) + 1)
}

function comeOrGo(key: number): void {
  handKey(key)
  enterTable(map, ident)
  const entry = find(map)
  if (entry === 0) {
    handValue(key, integer(random, 0, 1000))
    append(map, ident)
  } else takeOut(map, entry, ident)
  leaveTable(map)
}

/** The place of what was added last is the next one's: another key, at the same address. */
function lastGoes(): void {
  enterTable(map, ident)
  const entry = lastEntry(map)
  const key = i32[(entry + KE_KEY + 4) >>> 2] ?? 0
  if (key >= KEYS && key < COUNTERS) {
    handKey(key)
    takeOut(map, find(map), ident)
    check(valueHand.words, key, 'what was taken out')
    comeUnderMutex(integer(random, KEYS, KEYS + COMING))
  }
  leaveTable(map)
}

function comeUnderMutex(key: number): void {
  handKey(key)
  if (find(map) !== 0) return
  handValue(key, integer(random, 0, 1000))
  append(map, ident)
}

/** Memory that the index had: what is read there says nothing any more. */
function reuse(): void {
  const bytes = 128 * 2 ** integer(random, 0, 3)
  const block = core.arena.allocate(bytes)
  i32.fill(integer(random, 2, 2 ** 30), block >>> 2, (block + bytes) >>> 2)
  core.arena.free(block, bytes)
}

let last = 0
/** This thread's two keys, first one and then the other: so the first is never behind, and one ahead at most. */
function writePair(): void {
  last += 1
  for (const key of [PAIRS + ident * 2, PAIRS + ident * 2 + 1]) {
    handKey(key)
    const entry = lock(map, ident)
    valueHand.words.set([SLOT_INTEGER, last, 0, 0])
    swapValue(entry)
    unlock(entry)
  }
}

function copyAll(): void {
  const copy = new Map<number, number>()
  enterTable(map, ident)
  freeze(map, ident)
  eachEntry(map, (entry) => {
    const key = i32[(entry + KE_KEY + 4) >>> 2] ?? 0
    const words = valueAt(entry)
    if (key < COUNTERS) check(words, key, 'copy')
    if (copy.has(key)) faults.push(`${key} is there twice`)
    copy.set(key, words[1] ?? 0)
  })
  core.atomics.wait(core.layout.NEVER_CHANGES, 0, 0.05)
  eachEntry(map, (entry) => {
    const key = i32[(entry + KE_KEY + 4) >>> 2] ?? 0
    if (copy.get(key) !== valueAt(entry)[1]) faults.push(`${key} has changed while it was frozen`)
  })
  thaw(map)
  leaveTable(map)
  for (let key = PAIRS; copy.has(key); key += 2) {
    const ahead = (copy.get(key) ?? 0) - (copy.get(key + 1) ?? 0)
    if (ahead !== 0 && ahead !== 1) faults.push(`the copy is not of one moment: ${ahead} ahead`)
  }
}

if (begun !== undefined) core.atomics.store(begun, 1)
for (let round = 0; round < rounds && faults.length === 0; round++) {
  const key = integer(random, 0, KEYS)
  const step = integer(random, 0, 32)
  if (step < 8) look(key)
  else if (step < 13) write(key, integer(random, 0, 1000))
  else if (step < 16) increment(COUNTERS + integer(random, 0, 2))
  else if (step < 19) comeOrGo(integer(random, KEYS, KEYS + COMING))
  else if (step < 22) lastGoes()
  else if (step < 24) look(integer(random, KEYS, KEYS + COMING))
  else if (step < 28) write(integer(random, KEYS, KEYS + COMING), integer(random, 0, 1000))
  else if (step < 29) reuse()
  else if (step < 31) writePair()
  else copyAll()
}
parentPort?.postMessage({ faults: faults.slice(0, 5), counted })
