/**
 * Output that is out when the call returns, in whole pieces, from any thread, also while the main thread is blocked.
 *
 * Node sends a worker's stdout through the main thread's event loop: late, reordered, and lost at exit. Here every
 * thread writes to the file descriptor itself, one at a time under STDIO_LOCK.
 */
import { hookStreamsInUse, redirectStreams } from '../platform/streams.ts'
import { ensureArena } from './arena-boot.ts'
import { writeNow } from './whole-write.ts'

/**
 * Writes all of `data` to `fd` before it returns, with nothing of other threads in between.
 * @throws Error of the system (EPIPE, EBADF …); a full pipe is waited for.
 */
export function writeWhole(fd: number, data: string | Uint8Array): void {
  ensureArena()
  writeNow(fd, data)
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
