/**
 * Spinning: a short look at a word before a thread sleeps on it, while waits have lately been short. What is learned
 * belongs to this thread alone; the two words that are read, RUNNING and CORES, are hints.
 */
import { load, spinWhile } from '#atomics'
import { CORES, RUNNING } from './layout.ts'

/** About 100 µs: as long as two threads take that answer each other and both have to be woken. */
const SPIN_TRIES = 200_000
/**
 * A sleep that was over sooner, its wake-up included, would have been saved by a spin: two threads that hand something to
 * each other and both sleep find out so that they should both spin.
 */
const SHORT_SLEEP_MS = 0.2
/** A spin in vain is made up for by so many short sleeps: as a rule, and at most. */
const FEW_SLEEPS = 4
const MANY_SLEEPS = 64

/** Short sleeps to go until the next spin; 0: a spin is worth trying. */
let sleepsToGo = 0
/** What the next spin costs that is in vain though the wait is short: four times as much each time until one succeeds. */
let sleepsPerSpin = FEW_SLEEPS
/** The wait that goes on began with a spin in vain. */
let spunInVain = false

/** Whether spins have been worth their time lately. */
export function spinsPay(): boolean {
  return sleepsToGo === 0
}

/**
 * Waits some microseconds for the word to leave `value`, if there is a core to spare and waits have been short. For a
 * waiter that has not made itself known yet: if this succeeds, nobody has to wake it.
 */
export function spinFor(address: number, value: number): boolean {
  return maySpin() && spin(address, value)
}

/** Whether {@link spinFor} would spin now. */
export function maySpin(): boolean {
  return sleepsToGo === 0 && load(RUNNING) <= load(CORES)
}

function spin(address: number, value: number): boolean {
  if (spinWhile(address, value, SPIN_TRIES) === 1) {
    sleepsPerSpin = FEW_SLEEPS
    return true
  }
  sleepsToGo = FEW_SLEEPS
  spunInVain = true
  return false
}

/**
 * Told of each sleep. A short one after a spin in vain says that the other thread was to be expected and could not run: the
 * two share a core, or the cores are busy with other programs, and spinning only keeps the others from running.
 */
export function learnFromSleep(lastedMs: number): void {
  const isShort = lastedMs < SHORT_SLEEP_MS
  if (isShort && spunInVain) {
    sleepsToGo = sleepsPerSpin
    sleepsPerSpin = Math.min(MANY_SLEEPS, sleepsPerSpin * 4)
  } else if (isShort && sleepsToGo > 0) {
    sleepsToGo -= 1
  }
  spunInVain = false
}
