/**
 * Files as a log needs them: opened once, asked for their size, renamed when they rotate. All calls block.
 * A descriptor belongs to the process, so the number one thread opened serves every thread.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export { basename, dirname, extname, join }

/** Opens with Node's flags (`a`, `w`, `wx` …), permissions 0o666 less the umask, and returns the descriptor. */
export function openFile(path: string, flags: string): number {
  return openSync(path, flags)
}

export function closeFile(fd: number): void {
  closeSync(fd)
}

export function fileSize(fd: number): number {
  return fstatSync(fd).size
}

/** Device and inode of an open file: two names are the same file when both agree. */
export function fileIdentity(fd: number): string {
  const { dev, ino } = fstatSync(fd)
  return `${dev}:${ino}`
}

/** The same of the file that has this name now, `null` when there is none. */
export function pathIdentity(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`
}

export function fileExists(path: string): boolean {
  return existsSync(path)
}

/** Whether something other than a regular file (a terminal, a pipe, a device) has this name. */
export function isSpecialFile(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && !stat.isFile()
}

/** When the file was last written, in seconds since 1970; `null` when it does not exist. */
export function modifiedAt(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : stat.mtimeMs / 1000
}

export function renameFile(from: string, to: string): void {
  renameSync(from, to)
}

/** Deletes the file if it is there. */
export function removeFile(path: string): void {
  rmSync(path, { force: true })
}

export function listFolder(path: string): string[] {
  return readdirSync(path)
}

/** The absolute path of a path or `file:` URL; the current directory counts now, not later. */
export function absolutePath(path: string | URL): string {
  return resolve(urlToPath(String(path)))
}

const paths = new Map<string, string>()

/** The path that a `file:` URL stands for; any other text unchanged. Kept, for a program has few files. */
export function urlToPath(name: string): string {
  if (!name.startsWith('file:')) return name
  const known = paths.get(name)
  if (known !== undefined) return known
  const path = fileURLToPath(name)
  paths.set(name, path)
  return path
}

/** Bytes of `text`; a character the encoding does not have must have been replaced before. */
export function encodeText(text: string, encoding: 'latin1' | 'utf16le'): Uint8Array {
  return Buffer.from(text, encoding)
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}
