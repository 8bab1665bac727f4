/**
 * The file by which `nogil dump` gets the dump of another process: how the two agree, and why nobody else can meddle.
 *
 * The command lays out an empty file at a path that only the process number decides, open for its owner alone, and sends
 * {@link DUMP_SIGNAL}, which a process that does not know it ignores: so nothing happens to programs without this
 * library. The supervisor of the process writes the dump into that file and then removes its name: the command, which
 * has the file open, sees that it has no name any more, and reads. This is how `jstack` reaches a Java machine, too.
 *
 * The path lies in a folder where everybody may make files, so the supervisor opens it without following a link, and
 * takes it only when it is an ordinary file, empty, closed to others, without a second name, and of its own user.
 */
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'

/** Ignored by processes that do not listen for it: urgent data on a socket, which nobody signals nowadays. */
export const DUMP_SIGNAL = 'SIGURG'
/** A command waits for ten seconds: a file that is older was left by one that was killed. */
const STALE_MS = 20_000
/** Not `os.tmpdir()`: the two processes may have different environments. */
const FOLDER = '/tmp'
const PRIVATE = 0o600

export interface DumpFile {
  /** Writes everything and tells the command that it is there. @throws Error of the system. */
  finish(text: string): void
}

function pathOf(pid: number): string {
  return `${FOLDER}/.nogil-dump-${pid}`
}

/** The file that was laid out for this process; undefined when there is none that can be trusted. */
export function takeDumpFile(pid: number): DumpFile | undefined {
  const path = pathOf(pid)
  const fd = openPlain(path, constants.O_WRONLY)
  if (fd === undefined) return undefined
  const stat = fstatSync(fd)
  const trusted =
    stat.isFile() &&
    stat.size === 0 &&
    stat.nlink === 1 &&
    stat.uid === process.geteuid?.() &&
    (stat.mode & 0o777) === PRIVATE
  if (!trusted) {
    closeSync(fd)
    return undefined
  }
  return {
    finish(text) {
      try {
        writeFileSync(fd, text)
      } finally {
        unlinkSync(path)
        closeSync(fd)
      }
    },
  }
}

/** The command's side of the file. */
export interface LaidOutFile {
  /** The dump, once it is complete. */
  read(): string | undefined
  /** Removes the file if nobody has taken it. */
  remove(): void
}

/**
 * Lays the file out for the process `pid`.
 * @param owner - the user of that process, when that is another one than this process's: only root can do that.
 * @throws Error with code EEXIST when another command waits for a dump of the process.
 */
export function layOutDumpFile(pid: number, owner: number | undefined): LaidOutFile {
  const path = pathOf(pid)
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  removeStale(path)
  const fd = openSync(path, flags, PRIVATE)
  if (owner !== undefined) fchownSync(fd, owner, -1)
  const isThere = (): boolean => fstatSync(fd).nlink > 0
  return {
    read: () => (isThere() ? undefined : readFileSync(fd, 'utf8')),
    remove() {
      if (isThere()) unlinkSync(path)
      closeSync(fd)
    },
  }
}

function removeStale(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  // oxlint-disable-next-line no-restricted-properties -- compared with the date of a file
  if (Date.now() - stat.mtimeMs > STALE_MS && stat.isFile()) unlinkSync(path)
}

function openPlain(path: string, how: number): number | undefined {
  try {
    // non-blocking, lest a pipe under that name keep the caller waiting
    return openSync(path, how | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}
