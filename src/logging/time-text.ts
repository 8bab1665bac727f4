/** The time of a record as text, formatted once per second and format: a busy log asks thousands of times. */
import { gmtime, localtime, strftime } from './strftime.ts'

const KEPT = 16
const last = new Map<string, { second: number; text: string }>()

/** `strftime(format)` of `seconds` since 1970, where the program runs or in Greenwich. */
export function clockText(format: string, seconds: number, zone: 'localtime' | 'gmtime'): string {
  const second = Math.floor(seconds)
  const key = zone === 'gmtime' ? `Z${format}` : format
  const known = last.get(key)
  if (known !== undefined && known.second === second) return known.text
  const text = strftime(format, zone === 'gmtime' ? gmtime(second) : localtime(second))
  if (last.size >= KEPT) last.clear()
  last.set(key, { second, text })
  return text
}
