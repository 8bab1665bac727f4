/**
 * What must hold of the order of lines that threads write: what comes before what, and how many are inside at once. Lines
 * are compared sorted, so each must be there exactly once whatever the order.
 */
import assert from 'node:assert/strict'

export type Lines = readonly string[]

/** Every line that matches `first` stands above every line that matches `then`; both must occur. */
export function assertAbove(lines: Lines, first: RegExp, then: RegExp): void {
  const lastOfFirst = lines.findLastIndex((line) => first.test(line))
  const firstOfThen = lines.findIndex((line) => then.test(line))
  assert.ok(
    lastOfFirst !== -1 && firstOfThen !== -1,
    `${first} or ${then} is missing in\n${lines.join('\n')}`,
  )
  assert.ok(lastOfFirst < firstOfThen, `${first} comes after ${then} in\n${lines.join('\n')}`)
}

/** Between lines that match `enter` and lines that match `leave`, never more than `most`, and once just so many. */
export function assertInside(lines: Lines, enter: RegExp, leave: RegExp, most: number): void {
  let inside = 0
  let reached = 0
  for (const line of lines) {
    if (enter.test(line)) inside += 1
    if (leave.test(line)) inside -= 1
    assert.ok(inside >= 0 && inside <= most, `${inside} inside at "${line}" of\n${lines.join('\n')}`)
    reached = Math.max(reached, inside)
  }
  assert.equal(inside, 0)
  assert.equal(reached, most)
}

/** What the group of `pattern` holds, in the order of the lines. */
export function captured(lines: Lines, pattern: RegExp): readonly string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])
}
