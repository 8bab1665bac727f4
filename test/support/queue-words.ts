/**
 * Who waits for a queue, read from its words: lists of waiters at the offsets of src/core/queue-layout.ts, each list { mutex,
 * head, tail }, each waiter beginning with the address of the next.
 */
import { addressOf, viewOf } from './waiters.ts'

const GETTERS_HEAD = 44
const PUTTERS_HEAD = 56
const JOINERS_HEAD = 68
/** Far more than a test makes; a list read while it changes must not keep the reader for ever. */
const LONGEST_LIST = 10_000

/** How many wait for an item, blocked and awaiting. */
export function getters(queue: object): number {
  return length(addressOf(queue) + GETTERS_HEAD)
}

/** How many wait for room. */
export function putters(queue: object): number {
  return length(addressOf(queue) + PUTTERS_HEAD)
}

/** How many wait for the end of all work. */
export function joinersOf(queue: object): number {
  return length(addressOf(queue) + JOINERS_HEAD)
}

function length(head: number): number {
  let count = 0
  for (let at = word(head); at !== 0 && count < LONGEST_LIST; at = word(at)) count += 1
  return count
}

function word(address: number): number {
  return Atomics.load(viewOf(address), 0)
}
