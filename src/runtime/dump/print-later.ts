/** Whole text on a descriptor, for the supervisor, which must not block while a pipe is full. */
import { STDIO_LOCK } from '../../core/layout.ts'
import { release, tryAcquire } from '../../core/mutex.ts'
import { writeSomeLater } from '../../platform/streams.ts'
import { selfIdent } from '../self.ts'

const RETRY_MS = 1

/** Resolves when all is written, or when the descriptor takes no more; nothing of other threads comes in between. */
export async function printLater(fd: number, text: string): Promise<void> {
  while (!tryAcquire(STDIO_LOCK, selfIdent)) await pause()
  try {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
      const written = await writeSomeLater(fd, bytes)
      if (typeof written !== 'number') return
      if (written === 0) await pause()
      bytes = bytes.subarray(written)
    }
  } finally {
    release(STDIO_LOCK)
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS))
}
