/**
 * Wake-ups that are put off: a thread that signals sleepers while it holds the lock which they need next wakes them when
 * it has let go of that lock. Woken at once they would run into it, and sleep once more.
 *
 * A sleeper has been signalled all the same: its word has changed, so a timeout of it comes too late, and one that was
 * only about to sleep does not. Nothing that it could do before the lock is free is late then. The thread pays what it
 * owes as it frees a lock of that kind, and before it sleeps itself, for the reports of who waits for whom; for a thread
 * that dies in between, the supervisor wakes all sleepers (runtime/estate.ts).
 */
import { notify } from '#atomics'

const words: number[] = []
/** Whether this thread owes wake-ups. */
export let owesWakes = false

/** @param word - address of a word that has changed, and that one thread sleeps on. */
export function oweWake(word: number): void {
  words.push(word)
  owesWakes = true
}

export function payWakes(): void {
  for (const word of words) notify(word, 1)
  words.length = 0
  owesWakes = false
}
