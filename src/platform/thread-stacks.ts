/**
 * The JavaScript stacks of other threads, whatever they do: blocked, spinning, or in their event loops.
 *
 * V8's inspector evaluates a tiny expression in each of them: in the main thread through a session of its own, in
 * workers through Node's NodeWorker domain, which the main thread relays even while it sleeps on a shared word. No flag
 * and no port is needed, waits go on with their timeouts, and no callback or microtask of the thread runs meanwhile.
 * Only a thread inside a native call (`execSync`, `pbkdf2Sync`) does not answer; and when that is the main
 * thread, nobody can be asked.
 *
 * Measured on Node 20 to 26: 4-10 ms for seven threads.
 */
import type { Session } from 'node:inspector'
import { threadId } from 'node:worker_threads'

/** What is known of one thread's stack: the text of an error made there, or why there is none. */
export type StackAnswer = { readonly stack: string } | { readonly missing: string }

interface Evaluated {
  readonly result?: { readonly value?: unknown }
}
interface WorkerAttached {
  readonly params: { readonly sessionId: string; readonly workerInfo: { readonly title: string } }
}
interface WorkerSaid {
  readonly params: { readonly sessionId: string; readonly message: string }
}
type Ask = () => Promise<Evaluated>

/** How long a thread may take to answer before the next one is asked; its answer may still come. */
const PATIENCE_MS = 30
/** How long stragglers may take once all have been asked. */
const LAST_CALL_MS = 300
const NATIVE_CALL = 'no answer: it is in a native call'
const RELAY_BUSY = 'no answer: the main thread, which relays the question, is in a native call'

/** The program's own formatting of stacks must not run in the middle of its waits; Node's source maps still apply. */
const EXPRESSION = `(() => {
  const E = Error, limit = E.stackTraceLimit, own = 'prepareStackTrace' in E, prepare = E.prepareStackTrace
  E.stackTraceLimit = 200
  if (own) E.prepareStackTrace = undefined
  try { return new E().stack }
  finally { E.stackTraceLimit = limit; if (own) E.prepareStackTrace = prepare }
})()`
const EVALUATE = { expression: EXPRESSION, returnByValue: true, silent: true }

/**
 * Asks threads for their stacks; to be called in a worker whose event loop turns.
 *
 * @param workers - thread numbers as of `worker_threads.threadId`; 0 is the main thread of the process.
 * @returns an answer for each of them. Never rejects.
 */
export async function stacksOfThreads(workers: readonly number[]): Promise<Map<number, StackAnswer>> {
  const answers = new Map<number, StackAnswer>(workers.map((worker) => [worker, { missing: NATIVE_CALL }]))
  let session: Session | undefined
  try {
    const inspector = process.getBuiltinModule('node:inspector')
    session = new inspector.Session()
    session.connectToMainThread()
    await askAll(session, workers, answers)
  } catch (error) {
    const missing = `this Node can't look into threads: ${(error as Error).message}`
    for (const worker of workers) answers.set(worker, { missing })
  } finally {
    // a session left open would keep the process from exiting
    session?.disconnect()
  }
  // a copy: an answer that comes too late changes nothing
  return new Map(answers)
}

async function askAll(
  session: Session,
  workers: readonly number[],
  answers: Map<number, StackAnswer>,
): Promise<void> {
  const pending: Promise<unknown>[] = []
  const ask = async (worker: number, question: Ask): Promise<void> => {
    const answered = question().then(
      ({ result }) => answers.set(worker, stackIn(result?.value)),
      (error: Error) => answers.set(worker, { missing: `no answer: ${error.message}` }),
    )
    pending.push(answered)
    // one at a time: the answers of threads that are asked together may stall
    await within(PATIENCE_MS, answered)
  }
  if (workers.includes(0)) await ask(0, () => post<Evaluated>(session, 'Runtime.evaluate', EVALUATE))
  const enabling = enableWorkers(session)
  const enabled = await within(LAST_CALL_MS, enabling)
  for (const worker of workers) {
    if (worker === 0) continue
    const question = enabled?.get(worker)
    if (question !== undefined) await ask(worker, question)
    else answers.set(worker, { missing: enabled === undefined ? RELAY_BUSY : 'its worker has ended' })
  }
  await within(LAST_CALL_MS, Promise.all(pending))
}

/** Attaches to all workers of the process, nested ones too. @returns how to ask each, by its thread number. */
async function enableWorkers(session: Session): Promise<Map<number, Ask>> {
  const asks = new Map<number, Ask>()
  const waiting = new Map<string, (answer: Evaluated) => void>()
  session.on('NodeWorker.attachedToWorker', ({ params }: WorkerAttached) => {
    const worker = Number(/^\[?worker (\d+)/i.exec(params.workerInfo.title)?.[1])
    if (worker === threadId) return
    const { sessionId } = params
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: EVALUATE })
    asks.set(worker, () => {
      const answer = new Promise<Evaluated>((resolve) => waiting.set(sessionId, resolve))
      const sent = post<object>(session, 'NodeWorker.sendMessageToWorker', { sessionId, message })
      return sent.then(() => answer)
    })
  })
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }: WorkerSaid) => {
    const { id, result } = JSON.parse(params.message) as { id?: number; result?: Evaluated }
    if (id === 1) waiting.get(params.sessionId)?.(result ?? {})
  })
  await post(session, 'NodeWorker.enable', { waitForDebuggerOnStart: false })
  return asks
}

function stackIn(value: unknown): StackAnswer {
  return typeof value === 'string' ? { stack: value } : { missing: 'it gave no stack' }
}

function post<T>(session: Session, method: string, params: object): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error: Error | null, result?: unknown) => {
      if (error === null) resolve(result as T)
      else reject(error)
    })
  })
}

/** @returns undefined when the time is up first. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeUp = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)))
  try {
    return await Promise.race([promise, timeUp])
  } finally {
    clearTimeout(timer)
  }
}
