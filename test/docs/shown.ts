/**
 * Whether a program printed what its page shows. What is not the same twice stands as `…` on the page: any text within
 * a line, or, on a line of its own, any lines. Times of day and addresses need no such mark.
 */
import assert from 'node:assert/strict'
import type { Ran } from '../support/child.ts'
import type { Output } from './blocks.ts'

/** @param ran - what the program did; both outputs in `stdout` when the page shows the terminal. */
export function assertShown(ran: Ran, output: Output): void {
  assert.equal(ran.code, output.exitCode, ran.stdout + ran.stderr)
  const printed = linesOf(output.terminal || ran.stdout !== '' ? ran.stdout : ran.stderr)
  const shown = linesOf(output.text)
  if (output.anyOrder ? matchesInAnyOrder(printed, shown) : matches(printed, shown)) return
  // the two texts, as a difference that can be read
  assert.deepEqual(printed, shown, output.anyOrder ? 'the lines differ, in whatever order' : undefined)
  assert.fail('bug: equal lines did not match')
}

function linesOf(text: string): string[] {
  const masked = text.replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'HH:MM:SS').replaceAll(/\b0x[0-9a-f]+\b/g, '0x…')
  return masked.trimEnd().split('\n')
}

function fits(line: string, pattern: string): boolean {
  if (!pattern.includes('…')) return line === pattern
  const escaped = pattern.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`).test(line)
}

function matches(lines: readonly string[], shown: readonly string[]): boolean {
  const [first, ...rest] = shown
  if (first === undefined) return lines.length === 0
  if (first.trim() === '…') return lines.some((_, at) => matches(lines.slice(at), rest)) || matches([], rest)
  const [line, ...others] = lines
  return line !== undefined && fits(line, first) && matches(others, rest)
}

function matchesInAnyOrder(lines: readonly string[], shown: readonly string[]): boolean {
  const left = [...lines]
  // lines without a gap first: they have no choice
  for (const pattern of shown.toSorted((a, b) => Number(a.includes('…')) - Number(b.includes('…')))) {
    const at = left.findIndex((line) => fits(line, pattern))
    if (at === -1) return false
    left.splice(at, 1)
  }
  return left.length === 0
}
