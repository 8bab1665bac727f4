/** One thread of the condition stress: producers and consumers of a buffer with two places, blocking and awaiting. */
import type { Condition } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'
import { addTo, read } from '../support/words.ts'
import type { Words } from '../support/words.ts'

/** Words of the stress. */
export const [ITEMS, PRODUCED, CONSUMED, CLASHES, LOST] = [0, 1, 2, 3, 4]
const CAPACITY = 2
/** The others need milliseconds for what this one waits for, so a wait of this length has lost its notify. */
const LOST_MS = 8000

interface Side {
  readonly mine: Condition
  readonly others: Condition
  readonly step: 1 | -1
}

export interface Part {
  readonly producer: boolean
  /** A thread that blocks has no flows: a notify of theirs could not be answered meanwhile. */
  readonly blocking: boolean
  readonly rounds: number
  readonly seed: number
}

/** Does `rounds` steps, blocking, or in each of three flows. */
export async function useBuffer(
  notEmpty: Condition,
  notFull: Condition,
  words: Words,
  part: Part,
): Promise<void> {
  const { producer, blocking, rounds, seed } = part
  const random = randomFrom(seed)
  const side: Side = producer
    ? { mine: notFull, others: notEmpty, step: 1 }
    : { mine: notEmpty, others: notFull, step: -1 }
  const mayGoOn = (): boolean => (producer ? read(words, ITEMS) < CAPACITY : read(words, ITEMS) > 0)

  function step(): void {
    const before = addTo(words, ITEMS, side.step)
    if (before + side.step < 0 || before + side.step > CAPACITY) addTo(words, CLASHES, 1)
    addTo(words, producer ? PRODUCED : CONSUMED, 1)
    if (random() < 0.9) side.others.notify()
    else side.others.notifyAll()
  }

  function block(): boolean {
    const patient = random() < 0.7
    const held = side.mine.hold()
    try {
      const ready = side.mine.waitFor(mayGoOn, { timeout: patient ? LOST_MS : random() * 2 })
      if (ready) step()
      else if (patient) addTo(words, LOST, 1)
      return ready || patient
    } finally {
      held[Symbol.dispose]()
    }
  }

  async function wait(): Promise<boolean> {
    const kind = integer(random, 0, 4)
    const held = await side.mine.holdAsync()
    try {
      const signal = kind === 1 ? AbortSignal.timeout(integer(random, 0, 3)) : undefined
      const timeout = kind === 0 ? random() * 3 : LOST_MS
      const ready = await side.mine.waitForAsync(mayGoOn, { timeout, signal })
      if (ready) step()
      else if (kind > 0) addTo(words, LOST, 1)
      return ready || kind > 0
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error
      return false
    } finally {
      held[Symbol.dispose]()
    }
  }

  async function flow(): Promise<void> {
    for (let done = 0; done < rounds;) done += (await wait()) ? 1 : 0
  }

  if (blocking) for (let done = 0; done < rounds;) done += block() ? 1 : 0
  else await Promise.all([flow(), flow(), flow()])
}
