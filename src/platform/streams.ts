/** The process's standard streams: raw writes to the descriptors, and hooks on Node's stream objects. */
import { write, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const
type Name = keyof typeof DESCRIPTORS
type Done = (error?: Error | null) => void

/** Writes as much as goes at once. @returns bytes written; 0 when a non-blocking pipe is full. */
export function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if ((error as { code?: string }).code === 'EAGAIN') return 0
    throw error
  }
}

/** As {@link writeSome}, without blocking this thread while a pipe is full. @returns a promise that never rejects. */
export function writeSomeLater(fd: number, bytes: Uint8Array): Promise<number | Error> {
  return new Promise((resolve) => {
    write(fd, bytes, (error, written) => {
      if (error === null) resolve(written)
      else resolve(error.code === 'EAGAIN' ? 0 : error)
    })
  })
}

/** Replaces what Node's stream objects of this worker do with their data. The streams are made on first use. */
export function redirectStreams(write: (fd: number, data: Uint8Array) => void): void {
  onFirstUse((stream, fd) => {
    const attempt = (data: Uint8Array, done: Done): void => {
      let failure: Error | null = null
      try {
        write(fd, data)
      } catch (error) {
        failure = error as Error
      }
      done(failure)
    }
    stream._write = (chunk: unknown, encoding: BufferEncoding, done: Done): void =>
      attempt(bytesOf(chunk, encoding), done)
    stream._writev = (chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void => {
      attempt(Buffer.concat(chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding))), done)
    }
  })
}

/** What Node loads to make a stream object of a pipe, a terminal, a file. */
const STREAM_CLASSES = ['net', 'tty', 'internal/fs/sync_write_stream']

/**
 * Lets hooks on first use reach stream objects that are in use already. Nothing tells whether they are, but when none of
 * their classes has been loaded they can't be, and making them would cost 2-4 ms for nothing.
 */
export function hookStreamsInUse(): void {
  const { moduleLoadList } = process as unknown as { moduleLoadList?: readonly string[] }
  const inUse = moduleLoadList?.some((loaded) =>
    STREAM_CLASSES.some((name) => loaded === `NativeModule ${name}`),
  )
  if (inUse === false) return
  for (const name of Object.keys(DESCRIPTORS) as Name[]) void process[name]
}

/** Node makes the stream objects when they are first asked for; so do the hooks wait for that. */
function onFirstUse(hook: (stream: Writable, fd: number) => void): void {
  for (const name of Object.keys(DESCRIPTORS) as Name[]) {
    const property = Object.getOwnPropertyDescriptor(process, name)
    if (property?.get === undefined || property.configurable !== true) continue
    const make = property.get
    let stream: Writable | undefined
    Object.defineProperty(process, name, {
      ...property,
      get(): Writable {
        if (stream === undefined) {
          stream = make.call(process) as Writable
          hook(stream, DESCRIPTORS[name])
        }
        return stream
      },
    })
  }
}

function bytesOf(chunk: unknown, encoding: BufferEncoding): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Uint8Array)
}
