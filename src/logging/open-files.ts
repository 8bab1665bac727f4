/**
 * Log files that are open: the descriptor stands in the settings, so all threads write to the same one, and a rotation
 * in any thread holds in all. Every function here is called under the lock of the file's handler.
 */
import { closeFile, openFile } from '../platform/files.ts'
import { takeId } from './published-objects.ts'
import { changeSettings, settings, withEntry, withoutEntries } from './settings.ts'
import type { FileSettings } from './settings.ts'

const CLOSED: FileSettings = { fd: null, rolloverAt: 0 }

/** A number for a file that is not open yet. */
export function registerFile(): number {
  return takeId()
}

/** What all threads know about the file now. */
export function fileState(id: number): FileSettings {
  return settings().files.get(id) ?? CLOSED
}

/** The descriptor of the file, opened now unless it is open. */
export function ensureOpen(id: number, path: string, flags: string): number {
  const { fd } = fileState(id)
  if (fd !== null) return fd
  const opened = openFile(path, flags)
  change(id, { fd: opened })
  return opened
}

/** Closes the file, if it is open; the next {@link ensureOpen} opens it again. */
export function closeNow(id: number): void {
  const { fd } = fileState(id)
  if (fd === null) return
  // Told first: if closing fails, nobody writes to a number that may soon be another file.
  change(id, { fd: null })
  closeFile(fd)
}

/** Closes the file and forgets when it was to rotate. */
export function forgetFile(id: number): void {
  const { fd } = fileState(id)
  if (!settings().files.has(id)) return
  changeSettings((old) => ({ ...old, files: withoutEntries(old.files, [id]) }))
  if (fd !== null) closeFile(fd)
}

/** When the file is to rotate next, in seconds since 1970. */
export function setRolloverAt(id: number, rolloverAt: number): void {
  change(id, { rolloverAt })
}

function change(id: number, part: Partial<FileSettings>): void {
  changeSettings((old) => ({
    ...old,
    files: withEntry(old.files, id, { ...(old.files.get(id) ?? CLOSED), ...part }),
  }))
}
