/**
 * Sets of signals in one shared word: bit n stands for signal number n, 1 to 31. A signal that is added twice before it
 * is taken is one, as the kernel merges pending signals too.
 */
import { compareExchange, load } from '#atomics'

/** The set of one signal. */
export function setOf(signal: number): number {
  return 1 << signal
}

/** The signals in a set, lowest number first. */
export function signalsIn(set: number): number[] {
  const signals: number[] = []
  for (let signal = 1; signal < 32; signal++) if ((set & setOf(signal)) !== 0) signals.push(signal)
  return signals
}

export function addSignals(address: number, set: number): void {
  for (let word = load(address); ; word = load(address)) {
    if (compareExchange(address, word, word | set) === word) return
  }
}

/** Removes the signals of `set` from the word. @returns those of them that were there: they are the caller's now. */
export function takeSignals(address: number, set: number): number {
  for (let word = load(address); ; word = load(address)) {
    if ((word & set) === 0) return 0
    if (compareExchange(address, word, word & ~set) === word) return word & set
  }
}
