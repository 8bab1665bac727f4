/** The write behind runtime/stdio.ts, for a thread that has the arena already. */
import { wait } from '#atomics'
import { NEVER_CHANGES, STDIO_LOCK } from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { markSettled } from '../core/park.ts'
import { writeSome } from '../platform/streams.ts'
import { giveHeadStart } from './head-start.ts'
import { self, selfIdent } from './self.ts'

/** How long to leave a full pipe to its reader before the next try. */
const FULL_PIPE_MS = 1

/**
 * Writes all of `data` to `fd` before it returns, with nothing of other threads in between.
 * @throws Error of the system (EPIPE, EBADF …); a full pipe is waited for.
 */
export function writeNow(fd: number, data: string | Uint8Array): void {
  giveHeadStart()
  acquire(STDIO_LOCK, selfIdent, Infinity)
  try {
    let bytes = typeof data === 'string' ? Buffer.from(data) : data
    while (bytes.length > 0) {
      const written = writeSome(fd, bytes)
      if (written === 0) wait(NEVER_CHANGES, 0, FULL_PIPE_MS)
      bytes = bytes.subarray(written)
    }
  } finally {
    release(STDIO_LOCK)
  }
  markSettled(self)
}
