/** What a log record says about the process, which of its streams a program means, and its orderly end. */

export function processNumber(): number {
  return process.pid
}

/** As in `v24.21.0`. */
export function nodeVersion(): string {
  return process.version
}

let start = 0

/** When the process started, in milliseconds since 1970; the same in all its threads. */
export function processStart(): number {
  // Asked once: the getter costs more than the rest of a record's fields together.
  if (start === 0) start = performance.timeOrigin
  return start
}

/** Wall-clock milliseconds since 1970: records carry dates, so a monotonic clock does not serve. */
export function wallClock(): number {
  // oxlint-disable-next-line no-restricted-properties -- a date is what is wanted here
  return Date.now()
}

/**
 * The descriptor of `process.stdout` (1) or `process.stderr` (2), 0 for any other object. Asked only for a stream that
 * a program passed: the first look at these properties builds the streams.
 */
export function standardDescriptor(stream: object): 0 | 1 | 2 {
  if (stream === process.stderr) return 2
  return stream === process.stdout ? 1 : 0
}

/** The stream object of a descriptor, for programs that ask a handler for it. */
export function standardStream(fd: 1 | 2): NodeJS.WriteStream {
  return fd === 1 ? process.stdout : process.stderr
}

/** Runs `action` when this isolate ends in an orderly way; not when it is killed. */
export function onProcessExit(action: () => void): void {
  process.once('exit', action)
}

/** Whether Node maps the positions in stacks to sources (`--enable-source-maps`); known from Node 20.7 on. */
export function sourceMapsEnabled(): boolean {
  return (process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled === true
}
