/** The heap of this thread. */
import { getHeapStatistics } from 'node:v8'

/** Bytes in use, garbage that has not been collected included; takes some microseconds. */
export function heapUsed(): number {
  return getHeapStatistics().used_heap_size
}
