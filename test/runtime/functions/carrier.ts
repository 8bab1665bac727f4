/** The other side of the harness: decodes a call, runs it, encodes what came of it. */
import { parentPort } from 'node:worker_threads'
import { codec, functions } from './built.ts'
import type { Reply, Request } from './harness.ts'
import './shared-memory.ts'

type Fn = (...args: unknown[]) => unknown

function reply(id: number, ok: boolean, value: unknown, deny?: string): void {
  const encoder = codec.takeEncoder()
  if (ok) encoder.value(value)
  else codec.writeThrown(value, encoder)
  const message: Reply = {
    id,
    ok,
    bytes: encoder.finish().slice(),
    attachments: [...encoder.attachments],
    deny,
  }
  codec.giveBackEncoder(encoder)
  parentPort?.postMessage(message)
}

async function serve({ id, bytes, attachments }: Request): Promise<void> {
  try {
    const [f, args] = await functions.receive(
      bytes,
      0,
      bytes.length,
      attachments,
      (from) => [from.value() as Fn, from.value() as unknown[]] as const,
    )
    reply(id, true, await f(...args))
  } catch (error) {
    reply(
      id,
      false,
      functions.explainWrite(error),
      error instanceof functions.ImportFailed ? error.key : undefined,
    )
  }
}

let tail = Promise.resolve()
parentPort?.on('message', (request: Request) => {
  tail = tail.then(() => serve(request))
})
