/**
 * Who alone can end a wait for a future, for the deadlock detector: the worker that runs its task, unless that has a time
 * limit, which ends the wait in any case; while the task is
 * queued and the pool has all its workers, any of these. Read from words that may change meanwhile, even be freed: what
 * does not look right counts as unknown, and the detector reads everything twice.
 */
import { load } from '#atomics'
import { i32 } from '../core/memory.ts'
import {
  F_POOL,
  F_RUNNER,
  F_STATE,
  FUTURE_BYTES,
  G_COUNT,
  G_FUTURES,
  G_MOST,
  X_LIVE,
  X_MAX_WORKERS,
  X_TABLE,
  XP_BYTES,
  XP_FUTURE,
  XP_THREAD,
} from '../core/futures-layout.ts'
import { PENDING, RUNNING } from '../core/future.ts'
import { O_TAG, T_IDENT, T_TAG, TAG_EXECUTOR, TAG_FUTURE, TAG_THREAD } from '../core/layout.ts'
import { LEFT } from '../core/pool.ts'
import { timeOf } from './task-terms.ts'

/** Pools with more workers than this are not looked into. */
const MOST_WORKERS = 256

/** Idents of the threads of which one must go on for the future to change; empty when that is not known. */
export function endersOfFuture(future: number): readonly number[] {
  const state = load(future + F_STATE)
  if (state === RUNNING) {
    // it will be done then, whatever its task does
    if (timeOf(future) !== 0) return []
    const runner = load(future + F_RUNNER)
    return runner > 0 && load(future + F_STATE) === RUNNING ? [runner] : []
  }
  return state === PENDING ? workersOf(load(future + F_POOL)) : []
}

/** As {@link endersOfFuture}, of a wait for several futures, which ends when one of them changes. */
export function endersOfGate(gate: number): readonly number[] {
  const count = load(gate + G_COUNT)
  if (count < 1 || count > G_MOST) return []
  const all = new Set<number>()
  for (let n = 0; n < count; n++) {
    const future = load(gate + G_FUTURES + n * 4)
    if (!isBlock(future, FUTURE_BYTES) || load(future + O_TAG) !== TAG_FUTURE) return []
    const enders = endersOfFuture(future)
    if (enders.length === 0) return []
    for (const ident of enders) all.add(ident)
  }
  return [...all]
}

/** Idents of all workers, where the pool may have no more of them. */
function workersOf(pool: number): readonly number[] {
  if (!isBlock(pool, X_TABLE + 4) || load(pool + O_TAG) !== TAG_EXECUTOR) return []
  const most = load(pool + X_MAX_WORKERS)
  const table = load(pool + X_TABLE)
  if (load(pool + X_LIVE) < most || most > MOST_WORKERS || !isBlock(table, most * XP_BYTES)) return []
  const idents: number[] = []
  for (let place = table; place < table + most * XP_BYTES; place += XP_BYTES) {
    const thread = load(place + XP_THREAD)
    if (load(place + XP_FUTURE) === LEFT || !isBlock(thread, T_IDENT + 4)) return []
    if (load(thread + T_TAG) !== TAG_THREAD) return []
    idents.push(load(thread + T_IDENT))
  }
  return idents
}

function isBlock(address: number, bytes: number): boolean {
  return address > 0 && (address & 3) === 0 && address + bytes <= i32.byteLength
}
