/** The end of what is in a queue: frees the blocks and sort keys of items that nobody will get. */
import { peek } from '../core/guarded.ts'
import { Q_HEAD, Q_MAKING, Q_ORDER, Q_RING, Q_TAIL } from '../core/queue-layout.ts'
import { placeBytes, SMALLEST } from '../core/queue.ts'
import type { Drained } from '../core/queue.ts'
import { freeRing, PLACE_KEY, placeOf, ringBytes } from '../core/queue-ring.ts'
import { freeMessage } from '../runtime/message.ts'
import { freeBlock, visitBlock } from '../runtime/item.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { freeOrderKey } from './order-key.ts'

/** Nobody else may reach the ring any more. */
export function freeItems({ ring, head, tail }: Drained, order: number): void {
  const bytes = placeBytes(order)
  for (let n = head; n !== tail; n = (n + 1) | 0) {
    const place = placeOf(ring, n, bytes)
    freeBlock(peek(place), peek(place + 4), peek(place + 8))
    if (order === SMALLEST) freeOrderKey(peek(place + PLACE_KEY))
  }
  freeRing(ring, bytes)
}

/** What a queue refers to; under its mutex. */
export function visitQueue(queue: number, visit: Referents): void {
  const ring = peek(queue + Q_RING)
  const bytes = placeBytes(peek(queue + Q_ORDER))
  visit.memory(ringBytes(ring, bytes))
  const tail = peek(queue + Q_TAIL)
  for (let n = peek(queue + Q_HEAD); n !== tail; n = (n + 1) | 0) {
    const place = placeOf(ring, n, bytes)
    visitBlock(peek(place), peek(place + 4), peek(place + 8), visit)
  }
  const making = peek(queue + Q_MAKING)
  if (making !== 0) visit.message(making)
}

/** The queue itself is being freed. */
export function releaseQueue(queue: number): void {
  const drained = { ring: peek(queue + Q_RING), head: peek(queue + Q_HEAD), tail: peek(queue + Q_TAIL) }
  freeItems(drained, peek(queue + Q_ORDER))
  const making = peek(queue + Q_MAKING)
  if (making !== 0) freeMessage(making)
}
