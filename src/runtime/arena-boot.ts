/**
 * Brings this thread to the arena: makes it in the first thread of the process, attaches to it everywhere else.
 *
 * A carrier is handed the arena at boot. A worker that the program made itself (no thread of ours) finds it in the
 * environment data, which Node copies into every worker made after the arena was.
 */
import { add, chooseEngine, compareExchange, load, store } from '#atomics'
import { allocateZeroed } from '../core/arena.ts'
import {
  ALIVE,
  ARENA_BYTES_16,
  BUMP,
  CORES,
  HEADER_END,
  MAGIC,
  MAGIC_VALUE,
  MAIN_THREAD,
  NEXT_DUMMY,
  NEXT_IDENT,
  RUNNING,
  T_FLAGS,
  T_IDENT,
  T_NATIVE_ID,
  T_REFS,
  T_STATE,
  T_TAG,
  T_WORKER,
  TAG_THREAD,
  THREAD_BYTES,
} from '../core/layout.ts'
import { attach, reserve, u8 } from '../core/memory.ts'
import type { ArenaParts } from '../core/memory.ts'
import { ThreadError } from '../errors.ts'
import { onProcessExit } from '../platform/process-facts.ts'
import {
  environmentData,
  kernelThreadId,
  parallelism,
  setEnvironmentData,
  setting,
  workerNumber,
} from '../platform/process.ts'
import { superviseMainEnd } from './exit.ts'
import { policySetting, setDeadlockPolicy } from './deadlock-policy.ts'
import { setUnseenErrorPolicy, unseenSetting } from './unseen-policy.ts'
import { announce, conclude } from './finish.ts'
import { FLAG_DAEMON, FLAG_DUMMY, OUTCOME_NONE, setName, STATE_RUNNING } from './thread-block.ts'
import { noteLockSites, seeLockSites } from './lock-sites.ts'
import { watchPressure } from './pressure.ts'
import { enroll } from './registry.ts'
import { become, self } from './self.ts'

const KEY = 'nogil.arena'
const MIB = 1024 * 1024
const DEFAULT_MIB = 1024
const MAX_MIB = 2047

/** Makes sure that this thread has the arena. Cheap after the first call. @throws ThreadError when memory is refused. */
export function ensureArena(): void {
  if (self !== 0) return
  const inherited = environmentData(KEY) as ArenaParts | undefined
  if (inherited === undefined) create()
  else joinIn(inherited)
}

/** A carrier takes the arena it was handed; its threads set themselves with {@link become}. */
export function attachCarrier(arena: ArenaParts): void {
  attach(arena)
  chooseEngine()
  watchPressure()
  seeLockSites()
}

function create(): void {
  const mib = Number(setting('NOGIL_ARENA_MB') ?? DEFAULT_MIB)
  if (!Number.isInteger(mib) || mib < 16 || mib > MAX_MIB) {
    throw new RangeError(
      `Expected NOGIL_ARENA_MB to be a whole number from 16 to ${MAX_MIB}, got \`${setting('NOGIL_ARENA_MB')}\``,
    )
  }
  const policy = policySetting()
  const unseen = unseenSetting()
  const arena = reserveOrThrow(mib)
  attach(arena)
  chooseEngine()
  watchPressure()
  seeLockSites()
  store(ARENA_BYTES_16, u8.length / 16)
  store(BUMP, HEADER_END / 16)
  store(CORES, parallelism())
  store(MAGIC, MAGIC_VALUE)
  const main = newForeignBlock(0)
  setName(main, 'MainThread')
  store(MAIN_THREAD, main)
  enroll(main)
  setEnvironmentData(KEY, arena)
  superviseMainEnd()
  setDeadlockPolicy(policy)
  setUnseenErrorPolicy(unseen)
  if (setting('NOGIL_LOCK_SITES') === '1') noteLockSites()
}

/** A worker of the program's own: known as a dummy thread, as Python names threads it did not make, until it ends. */
function joinIn(arena: ArenaParts): void {
  attach(arena)
  chooseEngine()
  watchPressure()
  seeLockSites()
  if (load(MAGIC) !== MAGIC_VALUE)
    throw new ThreadError('the inherited arena is not one of this version of nogil')
  const block = newForeignBlock(FLAG_DAEMON | FLAG_DUMMY)
  setName(block, `Dummy-${add(NEXT_DUMMY, 1) + 1}`)
  enroll(block)
  onProcessExit(() => {
    add(RUNNING, -1)
    conclude(block, OUTCOME_NONE, 0)
    announce(block)
    // the block stays: exit handlers that run after this one may still ask for the current thread
  })
}

/** A block for the thread that is running already; it is ours from here on. */
function newForeignBlock(flags: number): number {
  const block = allocateZeroed(THREAD_BYTES)
  store(block + T_TAG, TAG_THREAD)
  store(block + T_IDENT, nextIdent())
  store(block + T_NATIVE_ID, kernelThreadId())
  store(block + T_WORKER, workerNumber())
  store(block + T_FLAGS, flags)
  store(block + T_REFS, 1)
  store(block + T_STATE, STATE_RUNNING)
  become(block)
  add(RUNNING, 1)
  add(ALIVE, 1)
  return block
}

/** Idents count up from 1 and start again far below 2^30, where a lock word could no longer hold them. */
export function nextIdent(): number {
  const ident = add(NEXT_IDENT, 1) + 1
  if (ident > 0x3fff0000) compareExchange(NEXT_IDENT, ident, 1)
  return ident
}

function reserveOrThrow(mib: number): ArenaParts {
  try {
    return reserve(mib * MIB, setting('NOGIL_CORE') !== 'atomics')
  } catch (error) {
    throw new ThreadError(
      `cannot reserve shared memory for the arena (${mib} MiB asked for, 16 MiB would do)`,
      { cause: error },
    )
  }
}
