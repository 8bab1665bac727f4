/**
 * Counters that all threads see, for tests: six words at the end of a Lock's block, which the library leaves alone.
 * So they cross like the lock, by capture or as an argument, and need nothing but what crosses in the first place.
 */
import { Lock } from 'nogil'
import { addressOf, viewOf } from './waiters.ts'

/** Made by {@link makeWords}; all its words begin as 0. */
export type Words = Lock

const FIRST = 40
const COUNT = 6

export function makeWords(): Words {
  return new Lock()
}

/** Adds and returns what was there before, in one step. */
export function addTo(words: Words, index: number, value: number): number {
  return Atomics.add(wordOf(words, index), 0, value)
}

export function read(words: Words, index: number): number {
  return Atomics.load(wordOf(words, index), 0)
}

export function write(words: Words, index: number, value: number): void {
  Atomics.store(wordOf(words, index), 0, value)
}

function wordOf(words: Words, index: number): Int32Array<SharedArrayBuffer> {
  if (!(index >= 0 && index < COUNT))
    throw new RangeError(`expected a word from 0 to ${COUNT - 1}, got ${index}`)
  return viewOf(addressOf(words) + FIRST + index * 4)
}
