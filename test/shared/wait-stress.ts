/** One thread of the stress of atomic waits: it waits in every way there is, and counts what it is told. */
import type { AtomicInt32 } from 'nogil/shared'
import { integer, randomFrom } from '../support/seed.ts'

export interface Told {
  ok: number
  other: number
}

/** Blocks, with or without a time limit, until the value is no longer 0. */
export function blockUntilDone(value: AtomicInt32, seed: number): Told {
  const random = randomFrom(seed)
  const told: Told = { ok: 0, other: 0 }
  while (value.load() === 0) {
    const outcome = random() < 0.4 ? value.wait(0, { timeout: random() * 0.5 }) : value.wait(0)
    if (outcome === 'ok') told.ok += 1
    else told.other += 1
  }
  return told
}

/** The same in three flows that await, some of whose waits are aborted. */
export async function awaitUntilDone(value: AtomicInt32, seed: number): Promise<Told> {
  const random = randomFrom(seed)
  const told: Told = { ok: 0, other: 0 }
  const flow = async (): Promise<void> => {
    while (value.load() === 0) {
      const controller = new AbortController()
      const kind = integer(random, 0, 3)
      if (kind === 0) setTimeout(() => controller.abort(new Error('aborted')), random() * 2)
      const options = kind === 1 ? { timeout: random() * 2 } : { signal: controller.signal }
      const outcome = await value.waitAsync(0, options).catch((error: Error) => error.message)
      if (outcome === 'ok') told.ok += 1
      else told.other += 1
    }
  }
  await Promise.all([flow(), flow(), flow()])
  return told
}

/** Notifies a few at a time, until `enough` waiters have been, and says how many there were. */
export function notifyMany(value: AtomicInt32, seed: number, enough: number): number {
  const random = randomFrom(seed)
  const limit = performance.now() + 10_000
  let notified = 0
  while (notified < enough && performance.now() < limit) {
    notified += random() < 0.05 ? value.notify() : value.notify(integer(random, 0, 3))
    for (let spin = integer(random, 0, 300); spin > 0; spin--) Math.sqrt(spin)
  }
  return notified
}
