/**
 * Output that is out when the call returns, in whole pieces, from any thread, also while the main thread is blocked.
 *
 * Node sends a worker's stdout through the main thread's event loop: late, reordered, and lost at exit. Here every
 * thread writes to the file descriptor itself, one at a time under STDIO_LOCK.
 */
import { wait } from '#atomics'
import { NEVER_CHANGES, STDIO_LOCK } from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { markSettled } from '../core/park.ts'
import { hookStreamsInUse, redirectStreams, writeSome } from '../platform/streams.ts'
import { ensureArena } from './arena-boot.ts'
import { giveHeadStart } from './head-start.ts'
import { self, selfIdent } from './self.ts'

/** How long to leave a full pipe to its reader before the next try. */
const FULL_PIPE_MS = 1

/**
 * Writes all of `data` to `fd` before it returns, with nothing of other threads in between.
 * @throws Error of the system (EPIPE, EBADF …); a full pipe is waited for.
 */
export function writeWhole(fd: number, data: string | Uint8Array): void {
  ensureArena()
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

/** In a carrier: `process.stdout`, `process.stderr` and with them `console` write through {@link writeWhole}. */
export function ownStreams(): void {
  redirectStreams(writeWhole)
}

/**
 * In the main thread, from its first start() on. Node would queue what a full pipe does not take: torn by the lines of
 * threads, and stuck while main blocks.
 */
export function ownMainStreams(): void {
  redirectStreams(writeWhole)
  hookStreamsInUse()
}
