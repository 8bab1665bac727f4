/**
 * Parts: functions and classes that keep their identity from message to message (see `forms.ts`).
 *
 * A stable function's group goes into the blob store once. A class whose captured data may change is written each time and
 * compared with what was sent last: the same bytes keep its version, so the receiver keeps its class and `instanceof` holds;
 * new bytes, or a new version of a part it refers to, raise it.
 */
import { CaptureError } from '../../errors.ts'
import { threadId } from '../../platform/modules.ts'
import { giveBackEncoder, takeEncoder } from '../codec/index.ts'
import type { Encoder } from '../codec/index.ts'
import { putBlob } from './blob-store.ts'
import { FORM_GROUP, FORM_PART, FORM_PUBLISHED } from './forms.ts'
import { noteSent } from './homes.ts'
import { writeAs } from './known.ts'

interface Part {
  readonly number: number
  version: number
  bytes: Uint8Array | undefined
}

interface Member {
  readonly f: Function
  readonly part: Part
  /** From the group's root to here, for refusals. */
  readonly steps: readonly string[]
  readonly refersTo: Set<Part>
  bytes: Uint8Array
  changed: boolean
}

interface Group {
  readonly members: Member[]
  readonly publishing: boolean
  /** What is being written right now, and by which encoder: other encoders may be at work inside a getter. */
  current: Member | undefined
  encoder: Encoder | undefined
}

type WriteContent = (f: Function, to: Encoder) => void

let parts = new WeakMap<Function, Part>()
let numbers = 0
let group: Group | undefined

export function forgetParts(): void {
  parts = new WeakMap()
}

/** Whether `to` is at work on a part: what it writes must look the same every time. */
export function isPartOfGroup(to: Encoder): boolean {
  return group !== undefined && group.encoder === to
}

/**
 * Writes a reference to `f` as a part, and the part itself where it is not yet known to be sent.
 * @param stable - it can never change, and is worth publishing
 */
export function writePart(f: Function, stable: boolean, to: Encoder, content: WriteContent): void {
  const part = partOf(f)
  if (group !== undefined && group.encoder === to && (!stable || group.publishing)) {
    joinGroup(group, f, part, to)
    to.remember(f)
    to.u8(FORM_PART)
    return to.uint(part.number)
  }
  if (stable) return writeAs(f, { form: FORM_PUBLISHED, blob: publish(f, part, to, content) }, to)
  const members = encodeGroup(f, part, false, to, content)
  raiseVersions(members)
  to.remember(f)
  to.u8(FORM_GROUP)
  writeMembers(members, to)
}

function partOf(f: Function): Part {
  let part = parts.get(f)
  if (part === undefined) {
    part = { number: ++numbers, version: 0, bytes: undefined }
    parts.set(f, part)
    noteSent(f, part.number)
  }
  return part
}

function joinGroup(joined: Group, f: Function, part: Part, to: Encoder): void {
  const { current } = joined
  if (current === undefined) throw new Error('bug: a part is written outside of its group')
  current.refersTo.add(part)
  if (joined.members.some((member) => member.part === part)) return
  const steps = [...current.steps, ...to.path]
  joined.members.push({ f, part, steps, refersTo: new Set(), bytes: NO_BYTES, changed: false })
}

const NO_BYTES = new Uint8Array(0)

function publish(f: Function, part: Part, to: Encoder, content: WriteContent): number {
  const members = encodeGroup(f, part, true, to, content)
  return putBlob((encoder) => writeMembers(members, encoder))
}

function encodeGroup(
  f: Function,
  part: Part,
  publishing: boolean,
  to: Encoder,
  content: WriteContent,
): Member[] {
  const root: Member = { f, part, steps: [], refersTo: new Set(), bytes: NO_BYTES, changed: false }
  const outer = group
  const own: Group = { members: [root], publishing, current: undefined, encoder: undefined }
  try {
    for (const member of own.members) {
      const encoder = takeEncoder()
      own.current = member
      own.encoder = encoder
      group = own
      content(member.f, encoder)
      if (encoder.attachments.length > 0) {
        encoder.refuse(
          'memory or a port that is not a shared object cannot be captured by a class; use shared(...)',
        )
      }
      member.bytes = encoder.finish().slice()
      // what is published is never freed, and so are the objects that it names
      if (!publishing) to.references.push(...encoder.references)
      encoder.references.length = 0
      giveBackEncoder(encoder)
    }
  } catch (error) {
    group = outer
    own.encoder?.dropReferences()
    if (error instanceof CaptureError) refuseFurtherIn(error, own.current?.steps ?? [], to)
    throw error
  } finally {
    group = outer
  }
  return own.members
}

/** The part's own encoder knew only the path within the part: says it again with the path to the part in front. */
function refuseFurtherIn(error: CaptureError, steps: readonly string[], to: Encoder): never {
  const prefix = `cannot send ${error.path} to another thread: `
  const why = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message
  to.path.push(...steps)
  if (error.path !== '' && error.path !== 'value') to.path.push(error.path.replace(/^value -> /, ''))
  return to.refuse(why)
}

function raiseVersions(members: readonly Member[]): void {
  for (const member of members) member.changed = !sameBytes(member.bytes, member.part.bytes)
  const changed = new Set(members.filter((member) => member.changed).map((member) => member.part))
  for (let before = -1; before !== changed.size;) {
    before = changed.size
    for (const member of members) {
      if (!changed.has(member.part) && [...member.refersTo].some((part) => changed.has(part)))
        changed.add(member.part)
    }
  }
  for (const { part, bytes } of members) {
    if (!changed.has(part)) continue
    part.version++
    part.bytes = bytes
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])
}

function writeMembers(members: readonly Member[], to: Encoder): void {
  to.uint(threadId)
  to.uint(members.length)
  for (const { part, bytes } of members) {
    to.uint(part.number)
    to.uint(part.version)
    to.bytes(bytes)
  }
}
