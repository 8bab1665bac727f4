/** Wrong reader-writer locks, each with one mistake that is easily made; the model or the stress must catch every one. */
import type { Core } from './shared-words.ts'

type Side = Core['rwLock']['READ']
export interface Sides {
  readonly READ: Side
  readonly WRITE: Side
}

export const mutants: Record<string, (core: Core) => Sides> = {
  'a writer does not look for readers': ({ atomics, layout, rwLock }) => ({
    READ: rwLock.READ,
    WRITE: {
      ...rwLock.WRITE,
      admit(lock, owner) {
        if (atomics.load(lock + layout.RW_WRITER) !== 0) return false
        atomics.store(lock + layout.RW_WRITER, owner)
        return true
      },
    },
  }),
  'a reader does not look for a writer': ({ readHolds, rwLock }) => ({
    READ: {
      ...rwLock.READ,
      admit(lock, owner) {
        readHolds.addHold(lock, owner)
        return true
      },
    },
    WRITE: rwLock.WRITE,
  }),
  'the last reader lets nobody in': ({ readHolds, rwLock }) => ({
    READ: { ...rwLock.READ, leave: (lock, owner) => readHolds.removeHold(lock, owner) },
    WRITE: rwLock.WRITE,
  }),
  'a writer that leaves lets nobody in': ({ atomics, layout, rwLock }) => ({
    READ: rwLock.READ,
    WRITE: {
      ...rwLock.WRITE,
      leave(lock) {
        atomics.store(lock + layout.RW_WRITER, 0)
        return true
      },
    },
  }),
  'readers overtake a writer that waits': ({ atomics, layout, readHolds, rwLock }) => ({
    READ: {
      ...rwLock.READ,
      admit(lock, owner) {
        if (atomics.load(lock + layout.RW_WRITER) !== 0) return false
        readHolds.addHold(lock, owner)
        return true
      },
    },
    WRITE: rwLock.WRITE,
  }),
  'who reads already waits behind a writer': ({ atomics, layout, rwLock, waitList }) => ({
    READ: {
      ...rwLock.READ,
      admit: (lock, owner, byFlow) =>
        !(atomics.load(lock + layout.RW_WRITER) === 0 && waitList.hasWaiters(lock + layout.RW_WRITE_LIST)) &&
        rwLock.READ.admit(lock, owner, byFlow),
    },
    WRITE: rwLock.WRITE,
  }),
  'reading twice counts once': ({ readHolds, rwLock }) => ({
    READ: {
      ...rwLock.READ,
      admit: (lock, owner, byFlow) =>
        readHolds.holdsOf(lock, owner) > 0 || rwLock.READ.admit(lock, owner, byFlow),
    },
    WRITE: rwLock.WRITE,
  }),
  'places of those who wait to read are not kept free': ({ rwLock }) => ({
    READ: { ...rwLock.READ, promise() {} },
    WRITE: rwLock.WRITE,
  }),
}
