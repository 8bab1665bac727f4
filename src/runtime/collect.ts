/**
 * Frees shared objects that only refer to each other. Counts alone never free them: each has a reference, from another
 * one of them. The argument is in core/README.md, "Cycles".
 *
 * 1. Take a reference to every object that may refer to others, under TWINS_LOCK and OBJECTS_LOCK: none of them is freed
 *    meanwhile, and none is taken while another thread is at step 3.
 * 2. Read each under its guard, one after another, and work out which nobody outside seems to have.
 * 3. Guard all those, without waiting for any; read them again, then their counts. Whom nobody outside has
 *    now, nobody will have.
 * 4. Free those, and give the references of step 1 back.
 */
import { TWINS_LOCK } from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { eachObject, retainLive } from '../core/objects.ts'
import { dropObject, freedHere, freeTogether, kindAt } from './object-kind.ts'
import type { KindOptions } from './object-kind.ts'
import { ReferenceGraph } from './reference-graph.ts'
import { selfIdent } from './self.ts'

type Kind = KindOptions<object>

/** @returns how many objects have been freed. */
export function collectCycles(): number {
  const before = freedHere
  const kept = keepObjects()
  const freed = new Set<number>()
  try {
    const suspects = suspected(kept)
    if (suspects.length > 0) for (const object of freeUnreachable(suspects)) freed.add(object)
  } finally {
    for (const object of kept) if (!freed.has(object)) dropObject(object)
  }
  return freedHere - before
}

/**
 * All objects that are wanted, by default those that may refer to others, with a reference to each. These references come
 * out of nowhere: not while another thread, at step 3, has TWINS_LOCK.
 */
export function keepObjects(isWanted: (object: number) => boolean = mayRefer): number[] {
  const kept: number[] = []
  acquire(TWINS_LOCK, selfIdent, Infinity)
  try {
    eachObject(selfIdent, (object) => {
      if (isWanted(object) && retainLive(object)) kept.push(object)
    })
  } finally {
    release(TWINS_LOCK)
  }
  return kept
}

function mayRefer(object: number): boolean {
  return kindAt(object)?.referents !== undefined
}

/** Step 2. What is in use at this moment is not suspected, and what it refers to neither. */
function suspected(objects: readonly number[]): number[] {
  const graph = new ReferenceGraph()
  for (const object of objects) readOne(graph, object)
  return graph.unreachable()
}

/** Reads a kept object, if nobody is at it. @returns bytes of what it owns beside its block; 0 when somebody is. */
export function readOne(graph: ReferenceGraph, object: number): number {
  const kind = kindAt(object) as Kind
  if (!beginGuard(object, kind)) return 0
  try {
    return graph.read(object, kind, 1)
  } finally {
    endGuard(object, kind)
  }
}

/** Steps 3 and 4. @returns the objects that have been freed. */
function freeUnreachable(suspects: readonly number[]): number[] {
  // whoever looks for a twin, or begins to collect, would take a reference out of nowhere
  acquire(TWINS_LOCK, selfIdent, Infinity)
  const held = new Set<number>()
  try {
    const graph = new ReferenceGraph()
    for (const object of suspects) {
      const kind = kindAt(object) as Kind
      if (!beginGuard(object, kind)) continue
      held.add(object)
      graph.read(object, kind, 1)
    }
    const unreachable = graph.unreachable()
    for (const object of unreachable) held.delete(object)
    freeTogether(unreachable)
    return unreachable
  } finally {
    for (const object of held) endGuard(object, kindAt(object) as Kind)
    release(TWINS_LOCK)
  }
}

function beginGuard(object: number, { guard }: Kind): boolean {
  return guard === undefined || guard.begin(object)
}

function endGuard(object: number, { guard }: Kind): void {
  guard?.end(object)
}
