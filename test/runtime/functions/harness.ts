/** The least that can run functions in other threads: a pool over plain Workers. */
import { Worker } from 'node:worker_threads'
import { codec, functions } from './built.ts'
import { start } from './shared-memory.ts'

type Fn = (...args: never[]) => unknown

export interface Request {
  readonly id: number
  readonly bytes: Uint8Array
  readonly attachments: readonly unknown[]
}
export interface Reply {
  readonly id: number
  readonly ok: boolean
  readonly bytes: Uint8Array
  readonly attachments: readonly unknown[]
  readonly deny: string | undefined
}

/** The bytes of a call, copied. */
export function encodeCall(f: Fn, args: readonly unknown[]): { bytes: Uint8Array; attachments: unknown[] } {
  const encoder = codec.takeEncoder()
  encoder.path.push(functions.nameFunction(f))
  encoder.value(f)
  encoder.path.pop()
  encoder.value(args)
  const message = { bytes: encoder.finish().slice(), attachments: [...encoder.attachments] }
  codec.giveBackEncoder(encoder)
  return message
}

interface Job {
  readonly f: Fn
  readonly args: readonly unknown[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

function isInputType(argument: string): boolean {
  return argument.startsWith('--input-type')
}

class Carrier {
  readonly #worker: Worker
  readonly #jobs = new Map<number, Job>()
  #next = 0

  constructor() {
    this.#worker = new Worker(new URL('./carrier.js', import.meta.url), {
      workerData: { nogilTest: start },
      // A worker that is given a file refuses the option for programs that are given as text. An explicit list may hold no
      // options of V8 (those hold for all threads anyway), so it is given only where it is needed.
      ...(process.execArgv.some(isInputType)
        ? { execArgv: process.execArgv.filter((arg) => !isInputType(arg)) }
        : {}),
    })
    this.#worker.unref()
    this.#worker.on('message', (reply: Reply) => void this.#settle(reply))
    this.#worker.on('error', (error) => {
      for (const job of this.#jobs.values()) job.reject(error)
    })
  }

  run(f: Fn, args: readonly unknown[]): Promise<unknown> {
    const { bytes, attachments } = encodeCall(f, args)
    const id = ++this.#next
    this.#worker.ref()
    this.#worker.postMessage({ id, bytes, attachments } satisfies Request)
    return new Promise((resolve, reject) => this.#jobs.set(id, { f, args, resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  async #settle({ id, ok, bytes, attachments, deny }: Reply): Promise<void> {
    const job = this.#jobs.get(id)
    this.#jobs.delete(id)
    if (this.#jobs.size === 0) this.#worker.unref()
    if (job === undefined) return
    try {
      if (deny !== undefined && functions.deny(deny)) return job.resolve(await this.run(job.f, job.args))
      const value = await functions.receive(bytes, 0, bytes.length, attachments, (from) => from.value())
      if (ok) job.resolve(value)
      else job.reject(value)
    } catch (error) {
      job.reject(error)
    }
  }
}

export class Pool {
  readonly #carriers: Carrier[]
  #next = 0

  constructor(size: number) {
    this.#carriers = Array.from({ length: size }, () => new Carrier())
  }

  /** Runs `f(...args)` in the next thread. @throws CaptureError at once when it cannot cross */
  submit<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    const carrier = this.#carriers[this.#next++ % this.#carriers.length] as Carrier
    return carrier.run(f as unknown as Fn, args) as Promise<Awaited<R>>
  }

  async close(): Promise<void> {
    await Promise.all(this.#carriers.map((carrier) => carrier.close()))
  }
}
