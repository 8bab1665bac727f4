/**
 * Looking inside functions: the in-process V8 inspector, used synchronously and only through its Runtime domain.
 *
 * A connected session costs running code nothing. The Debugger domain would (an `await` becomes 6-9 times slower), so it is
 * switched on only inside {@link readScript}, for the length of one synchronous call.
 * Every remote object is released, else V8 keeps the inspected functions alive for ever.
 */
import type { Session } from 'node:inspector'

/** One scope of a function, innermost first. `variables` is a snapshot; reading a name in its dead zone throws (Node >= 22). */
export interface Scope {
  readonly kind: string
  readonly variables: Readonly<Record<string, unknown>>
}

export interface Location {
  readonly scriptId: string
  /** From 0, as V8 counts: of the `(` of a function or method, of the first character of an arrow or a class. */
  readonly line: number
  readonly column: number
}

export interface BoundParts {
  readonly target: unknown
  readonly self: unknown
  readonly args: readonly unknown[]
}

export interface FunctionView {
  readonly location: Location | undefined
  readonly scopes: readonly Scope[]
  /** Present when the function is the result of `bind`. */
  readonly bound: BoundParts | undefined
}

interface Remote {
  readonly objectId?: string
  readonly value?: unknown
  readonly description?: string
}
interface Internal {
  readonly name: string
  readonly value?: Remote
}
interface Properties {
  readonly internalProperties?: readonly Internal[]
  readonly privateProperties?: readonly { readonly name: string }[]
}
interface Holder {
  given: unknown
  taken: unknown
}

/** Why the inspector cannot be used here; the text goes into the refusal. */
export class InspectorUnavailable extends Error {}

const GROUP = 'nogil'
let session: Session | undefined
let holder: Holder = { given: undefined, taken: undefined }
let holderId = ''
let realm: typeof globalThis = globalThis
let unavailable: string | undefined

function post<T>(method: string, params: object = {}): T {
  let failure: Error | null | undefined
  let answer: unknown
  let answered = false
  session?.post(method, params, (error: Error | null, result?: unknown) => {
    answered = true
    failure = error
    answer = result
  })
  if (!answered) throw new InspectorUnavailable(`${method} did not answer synchronously`)
  if (failure) throw new InspectorUnavailable(`${method}: ${failure.message}`)
  return answer as T
}

function open(): void {
  if (session !== undefined) return
  if (unavailable !== undefined) throw new InspectorUnavailable(unavailable)
  try {
    if (process.versions['bun'] !== undefined) throw new Error('Bun has no V8 inspector')
    const inspector = process.getBuiltinModule('node:inspector')
    const opened = new inspector.Session()
    opened.connect()
    session = opened
    // Under jest and vitest's vm pools this module lives in another context than the one the inspector evaluates in.
    try {
      const make = Object.getPrototypeOf(inspector.Session).constructor as (
        code: string,
      ) => () => typeof globalThis
      realm = make('return globalThis')()
    } catch {
      realm = globalThis // code generation from strings is forbidden: then there is only this context
    }
    const key = `__nogil_${Math.random().toString(36).slice(2)}`
    holder = { given: undefined, taken: undefined }
    Object.defineProperty(realm, key, { value: holder, configurable: true })
    const { result } = post<{ result: Remote }>('Runtime.evaluate', { expression: `globalThis.${key}` })
    Reflect.deleteProperty(realm, key)
    if (result.objectId === undefined) throw new Error('Runtime.evaluate gave no object')
    holderId = result.objectId
  } catch (error) {
    session?.disconnect()
    session = undefined
    unavailable = error instanceof Error ? error.message : String(error)
    throw new InspectorUnavailable(unavailable)
  }
}

/** The global object of the main context, also for code that runs in a test runner's vm context. */
export function mainRealm(): typeof globalThis {
  open()
  return realm
}

/** Whether functions can be looked into at all; opens the session. */
export function inspectorAvailable(): boolean {
  try {
    open()
    return true
  } catch {
    return false
  }
}

function enter(object: object): { id: string; properties: Properties } {
  open()
  holder.given = object
  const { result } = post<{ result: Remote }>('Runtime.callFunctionOn', {
    objectId: holderId,
    functionDeclaration: 'function(){return this.given}',
    objectGroup: GROUP,
    silent: true,
  })
  const id = result.objectId ?? ''
  return { id, properties: post<Properties>('Runtime.getProperties', { objectId: id, ownProperties: true }) }
}

function leave(): void {
  holder.given = undefined
  holder.taken = undefined
  post('Runtime.releaseObjectGroup', { objectGroup: GROUP })
}

/** Turns a remote object back into the value itself. */
function take(remote: Remote | undefined): unknown {
  if (remote?.objectId === undefined) return remote?.value
  post('Runtime.callFunctionOn', {
    objectId: remote.objectId,
    functionDeclaration: 'function(h){h.taken=this}',
    arguments: [{ objectId: holderId }],
    objectGroup: GROUP,
    silent: true,
  })
  return holder.taken
}

function internal(properties: Properties, name: string): Remote | undefined {
  return properties.internalProperties?.find((entry) => entry.name === name)?.value
}

/**
 * Where a function was written and the values of all variables around it: about 0.1 ms.
 * @throws {@link InspectorUnavailable}
 */
export function viewFunction(fn: object): FunctionView {
  try {
    const { properties } = enter(fn)
    const at = internal(properties, '[[FunctionLocation]]')?.value as
      | { scriptId: string; lineNumber: number; columnNumber: number }
      | undefined
    const location = at && { scriptId: at.scriptId, line: at.lineNumber, column: at.columnNumber }
    const target = internal(properties, '[[TargetFunction]]')
    if (target !== undefined) {
      const args = take(internal(properties, '[[BoundArgs]]')) as ArrayLike<unknown>
      const self = take(internal(properties, '[[BoundThis]]'))
      return { location, scopes: [], bound: { target: take(target), self, args: Array.from(args) } }
    }
    return { location, scopes: scopesOf(take(internal(properties, '[[Scopes]]'))), bound: undefined }
  } finally {
    if (session !== undefined) leave()
  }
}

interface ListedScope {
  readonly description?: string
  readonly object: Record<string, unknown>
}

/** V8's list is array-like and nothing more. */
function scopesOf(list: unknown): Scope[] {
  const scopes: Scope[] = []
  for (const entry of Array.from((list ?? []) as ArrayLike<ListedScope>)) {
    const kind = entry.description ?? ''
    const variables = entry.object
    if (kind.startsWith('Global') || Object.is(variables, realm) || Object.is(variables, globalThis)) continue
    scopes.push({ kind, variables })
  }
  return scopes
}

/** Names of the `#private` fields and methods that an instance carries. */
export function privateNames(object: object): string[] {
  try {
    return (enter(object).properties.privateProperties ?? []).map((property) => property.name)
  } finally {
    if (session !== undefined) leave()
  }
}

export interface ScriptText {
  readonly url: string
  readonly source: string
}

/**
 * Asks V8 for the address and the running text of a script: 20-30 ms the first time, 4 ms later.
 * The last resort, for text that is not what the file on disk says.
 */
export function readScript(scriptId: string, urls: Map<string, string>): ScriptText | undefined {
  open()
  const note = (message: { params: { scriptId: string; url: string } }): void => {
    urls.set(message.params.scriptId, message.params.url)
  }
  session?.on('Debugger.scriptParsed', note)
  try {
    post('Debugger.enable')
    const url = urls.get(scriptId)
    if (url === undefined) return undefined
    const { scriptSource } = post<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId })
    return { url, source: scriptSource }
  } finally {
    post('Debugger.disable')
    session?.off('Debugger.scriptParsed', note)
  }
}
