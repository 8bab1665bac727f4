/**
 * Dumps as the supervisor makes them, one after another, while the main thread and all others may be blocked: for a
 * thread that asks, on SIGQUIT to stderr, and on SIGURG for `nogil dump` into the file that it has laid out.
 */
import { MAIL_DUMP } from '../../core/mailbox.ts'
import { DUMP_SIGNAL, takeDumpFile } from '../../platform/dump-file.ts'
import { processNumber } from '../../platform/process-facts.ts'
import { setting } from '../../platform/process.ts'
import { signalNumber } from '../../platform/main-signals.ts'
import { watchSignal } from '../../platform/signals.ts'
import { onMessage } from '../mail.ts'
import { collectReport } from './collect.ts'
import { printLater } from './print-later.ts'
import { answerRequest } from './request.ts'
import { textOf } from './text.ts'

/** The dump that is under way; the next one waits for it. Never rejects. */
let turn: Promise<void> = Promise.resolve()
let printing = false

/** Called once, in the supervisor. */
export function serveDumps(): void {
  onMessage(MAIL_DUMP, (request) => inTurn(() => answerRequest(request)))
  if (setting('NOGIL_SIGQUIT') !== 'off') watch('SIGQUIT', printOnce)
  watch(DUMP_SIGNAL, () => inTurn(intoFile))
}

function watch(name: string, heard: () => void): void {
  const number = signalNumber(name)
  if (number !== undefined) watchSignal(number, heard)
}

/** A key that is held down asks for no more than one dump beyond the one that is being printed. */
function printOnce(): void {
  if (printing) return
  printing = true
  inTurn(async () => {
    printing = false
    await printLater(2, await makeText())
  })
}

async function intoFile(): Promise<void> {
  const file = takeDumpFile(processNumber())
  if (file === undefined) return // somebody sent the signal for a reason of his own
  file.finish(await makeText())
}

async function makeText(): Promise<string> {
  return textOf(await collectReport(0))
}

function inTurn(work: () => Promise<void>): void {
  turn = turn.then(work).catch(() => {
    // a dump that fails (a full disk, a full arena) must not end the supervisor, and has nobody else to tell
  })
}
