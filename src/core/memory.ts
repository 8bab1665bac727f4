/**
 * The one shared memory of the process: its views, and which engine works on its words.
 *
 * Every thread attaches once, before anything else in `core/` is called. The views have a fixed length on purpose:
 * length-tracking views of growable memory read 2-30 times slower. The OS commits pages when they are first touched.
 */
import { CORE_BYTES } from './wasm/core-bytes.ts'

/** The operations of `core.wat`; addresses are bytes, values signed 32-bit. */
export interface WordEngine {
  load(address: number): number
  store(address: number, value: number): void
  add(address: number, value: number): number
  exchange(address: number, value: number): number
  compareExchange(address: number, expected: number, value: number): number
  and(address: number, value: number): number
  or(address: number, value: number): number
  xor(address: number, value: number): number
  loadFloat(address: number): number
  storeFloat(address: number, value: number): void
  addFloat(address: number, value: number): number
  exchangeFloat(address: number, value: number): number
  compareExchangeFloat(address: number, expected: number, value: number): number
  tryLock(address: number, me: number): number
  trySemaphore(address: number): number
  postSemaphore(address: number, count: number, most: number): number
  spinWhile(address: number, value: number, tries: number): number
  spinLock(address: number, me: number, tries: number): number
}

/** The steps of maps and sets, in `core.wat` and in keyed-steps.ts, which says what they do. */
export interface KeyedSteps {
  readKey(map: number, hash: number, a: number, b: number, c: number, d: number, out: number): number
  lockKey(map: number, hash: number, a: number, b: number, c: number, d: number, me: number): number
  writeEntry(entry: number, a: number, b: number, c: number, d: number): void
  appendEntry(
    map: number,
    at: number,
    entry: number,
    hash: number,
    a: number,
    b: number,
    c: number,
    d: number,
    valueA: number,
    valueB: number,
    valueC: number,
    valueD: number,
  ): void
  removeEntry(map: number, at: number, entry: number): void
  moveEntry(from: number, to: number, at: number): void
  installIndex(map: number, index: number, mask: number, used: number, filled: number, count: number): void
}

/** A `WebAssembly.Memory`; TypeScript knows the WebAssembly namespace only with the browser's types. */
interface WasmMemory {
  readonly buffer: SharedArrayBuffer
}

/** What travels to another thread so that it can attach. `code`, a compiled module, is missing where Wasm is refused. */
export interface ArenaParts {
  readonly memory: WasmMemory | SharedArrayBuffer
  readonly code: object | undefined
}

interface WasmApi {
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
}

export let i32: Int32Array<SharedArrayBuffer>
export let u8: Uint8Array<SharedArrayBuffer>
export let i64: BigInt64Array<SharedArrayBuffer>
// for plain access to data of the program: what is read and written there is the program's to order
export let i8: Int8Array<SharedArrayBuffer>
export let i16: Int16Array<SharedArrayBuffer>
export let u16: Uint16Array<SharedArrayBuffer>
export let u32: Uint32Array<SharedArrayBuffer>
export let u64: BigUint64Array<SharedArrayBuffer>
export let f32: Float32Array<SharedArrayBuffer>
export let f64: Float64Array<SharedArrayBuffer>
export let wasm: (WordEngine & KeyedSteps) | undefined
let parts: ArenaParts | undefined

export function arenaParts(): ArenaParts | undefined {
  return parts
}

const MIB = 1024 * 1024
const PAGE = 65536

/**
 * Reserves the arena: `bytes` if the OS grants them, else half of it, and so on down to 16 MiB.
 * @throws RangeError when not even that is granted.
 */
export function reserve(bytes: number, useWasm: boolean): ArenaParts {
  const api = useWasm ? wasmApi() : undefined
  const code = api && new api.Module(decodeBase64(CORE_BYTES))
  for (let size = bytes; ; size /= 2) {
    try {
      const pages = size / PAGE
      const memory = api?.Memory
      return memory === undefined
        ? { memory: new SharedArrayBuffer(size), code }
        : { memory: new memory({ initial: pages, maximum: pages, shared: true }), code }
    } catch (error) {
      if (size / 2 < 16 * MIB) throw error
    }
  }
}

export function attach(arena: ArenaParts): void {
  parts = arena
  const buffer = arena.memory instanceof SharedArrayBuffer ? arena.memory : arena.memory.buffer
  i32 = new Int32Array(buffer)
  u8 = new Uint8Array(buffer)
  i64 = new BigInt64Array(buffer)
  i8 = new Int8Array(buffer)
  i16 = new Int16Array(buffer)
  u16 = new Uint16Array(buffer)
  u32 = new Uint32Array(buffer)
  u64 = new BigUint64Array(buffer)
  f32 = new Float32Array(buffer)
  f64 = new Float64Array(buffer)
  wasm = instantiate(arena)
}

function instantiate({ memory, code }: ArenaParts): typeof wasm {
  const api = wasmApi()
  if (code === undefined || api === undefined) return undefined
  return new api.Instance(code, { nogil: { memory } }).exports as WordEngine & KeyedSteps
}

/** Missing under `--jitless`. */
function wasmApi(): WasmApi | undefined {
  return (globalThis as { WebAssembly?: WasmApi }).WebAssembly
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
