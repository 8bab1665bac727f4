/**
 * A thread asks the supervisor for a report, and blocks until it is there.
 *
 * The request is a block of DUMP_BYTES, delivered to the supervisor's mailbox. D_STATE goes from ASKED to ANSWERED
 * (by the supervisor, with the message in D_REPORT in place before) or to GIVEN_UP (by the asker whose patience is at
 * its end), by exchange: whoever finds that the other was first frees the block and the message. So the asker never
 * reads a report that is being written, and a late one leaks nothing.
 */
import { exchange, load, notify, store } from '#atomics'
import { allocate, free } from '../../core/arena.ts'
import { deadlineAfter, remaining } from '../../core/clock.ts'
import {
  D_ASKER,
  D_REPORT,
  D_STATE,
  DUMP_BYTES,
  SUPERVISOR,
  W_KIND,
  W_PAYLOAD,
  WAITER_BYTES,
} from '../../core/layout.ts'
import { deliver, MAIL_DUMP } from '../../core/mailbox.ts'
import { park } from '../../core/park.ts'
import { captureStack, programStack } from '../../platform/stack.ts'
import { ensureArena } from '../arena-boot.ts'
import { freeMessage } from '../message.ts'
import { decodeMessage, encodeMessage } from '../messages.ts'
import { self, selfIdent } from '../self.ts'
import { collectReport, reportWithout } from './collect.ts'
import type { ProcessReport, ThreadReport } from './report.ts'

const ASKED = 0
const ANSWERED = 1
const GIVEN_UP = 2
/** A supervisor that is still booting takes 50 ms, a dump of threads that are all in native calls half a second. */
const PATIENCE_MS = 5000

/** Blocks until all threads have been looked at: some milliseconds, half a second when one is in a native call. */
export function requestReport(): ProcessReport {
  ensureArena()
  const own = { stack: captureStack().stack ?? '' }
  if (load(SUPERVISOR) === 0) return reportWithout(({ block }) => (block === self ? own : UNSEEN))
  const report = askSupervisor()
  if (report === undefined) return reportWithout(({ block }) => (block === self ? own : SILENT))
  return { ...report, threads: report.threads.map((thread) => withOwnStack(thread, own.stack)) }
}

/** The asking thread knows its own stack, also where nobody may look into it any more. */
function withOwnStack(thread: ThreadReport, own: string): ThreadReport {
  if (thread.ident !== selfIdent || thread.stackMissing === undefined) return thread
  return { ...thread, state: 'running', stack: programStack(own).frames, stackMissing: undefined }
}

const UNSEEN = { missing: 'no thread has been started by this library, so nobody looks at the others' }
const SILENT = { missing: `the supervisor has not answered within ${PATIENCE_MS} ms` }

function askSupervisor(): ProcessReport | undefined {
  const request = allocate(DUMP_BYTES)
  store(request + D_STATE, ASKED)
  store(request + D_REPORT, 0)
  store(request + D_ASKER, self)
  const letter = allocate(WAITER_BYTES)
  store(letter + W_KIND, MAIL_DUMP)
  store(letter + W_PAYLOAD, request)
  deliver(load(SUPERVISOR), letter)
  const deadlineMs = deadlineAfter(PATIENCE_MS)
  while (load(request + D_STATE) === ASKED && remaining(deadlineMs) > 0) {
    park(request + D_STATE, ASKED, deadlineMs)
  }
  if (exchange(request + D_STATE, GIVEN_UP) === ASKED) return undefined
  const message = load(request + D_REPORT)
  free(request, DUMP_BYTES)
  try {
    return decodeMessage(message) as ProcessReport | undefined
  } finally {
    if (message !== 0) freeMessage(message)
  }
}

/** The supervisor's side: what {@link requestReport} waits for. Never rejects. */
export async function answerRequest(request: number): Promise<void> {
  let message = 0
  try {
    message = encodeMessage(await collectReport(request))
  } catch {
    // the arena is full, say: the asker reports what it can see itself
  }
  store(request + D_REPORT, message)
  if (exchange(request + D_STATE, ANSWERED) === ASKED) {
    notify(request + D_STATE, 1)
    return
  }
  if (message !== 0) freeMessage(message)
  free(request, DUMP_BYTES)
}
