/**
 * Who refers to whom among shared objects, and who of them can't be reached from outside.
 *
 * A node is an object that may refer to others, or a counted block of a collection with a message. Its references that
 * were found in other nodes are *inner* ones; when its count is higher than that, somebody outside has it: a handle, a
 * message under way, an object that is no node, a reader. Such a node is alive, and what it refers to.
 *
 * A node is *open* when whoever has it can get what it refers to without a mutex: a block that is being read, a finished
 * future. A reference from outside may so move along the edges of open nodes while the counts are read, each time first
 * to the target and then away from the source. So the counts of sources are read before those of their targets, and
 * nodes in a circle of open ones, for which there is no such order, count as alive.
 */
import { load } from '#atomics'
import { O_REFS } from '../core/layout.ts'
import { bytesOfMessage, eachReference } from './message.ts'
import type { KindOptions, Referents } from './object-kind.ts'

interface Node {
  /** Where it is counted. */
  readonly counter: number
  /** References to it that are known and do not keep it alive. */
  inner: number
  isAlive: boolean
  readonly isOpen: boolean
  /** How many open nodes refer to it whose counts have not been read. */
  before: number
  /** Addresses of objects, and counters of blocks. */
  readonly refersTo: number[]
}

export class ReferenceGraph {
  /** Objects by address, blocks by counter. */
  readonly #nodes = new Map<number, Node>()
  readonly #objects: number[] = []

  /**
   * Adds an object and reads what it refers to; its guard, if it has one, is up.
   * @param ours - references that the caller has.
   * @returns bytes of what it owns beside its block.
   */
  read(object: number, kind: KindOptions<object>, ours: number): number {
    const node = this.#node(object, object + O_REFS, kind.guard?.isOpen ?? kind.guard === undefined)
    node.inner += ours
    this.#objects.push(object)
    let bytes = 0
    const readMessage = (from: Node, message: number): void => {
      bytes += bytesOfMessage(message)
      eachReference(message, (address) => from.refersTo.push(address))
    }
    const visit: Referents = {
      object: (address) => void node.refersTo.push(address),
      message: (message) => readMessage(node, message),
      memory: (size) => {
        bytes += size
      },
      counted: (counter, message, size) => {
        node.refersTo.push(counter)
        if (this.#nodes.has(counter)) return
        bytes += size
        const block = this.#node(counter, counter, true)
        if (message !== 0) readMessage(block, message)
      },
    }
    kind.referents?.(object, visit)
    return bytes
  }

  #node(name: number, counter: number, isOpen: boolean): Node {
    let node = this.#nodes.get(name)
    if (node === undefined) {
      node = { counter, inner: 0, isAlive: false, isOpen, before: 0, refersTo: [] }
      this.#nodes.set(name, node)
    }
    return node
  }

  /** Loads the counts, now that all is read. @returns the objects that nobody outside has, in the order of their reading. */
  unreachable(): number[] {
    for (const node of this.#nodes.values()) {
      for (const next of this.#targets(node)) {
        next.inner += 1
        if (node.isOpen && next !== node) next.before += 1
      }
    }
    this.#keep(this.#countedOutside())
    return this.#objects.filter((object) => this.#nodes.get(object)?.isAlive === false)
  }

  /** Nodes that somebody outside has, or may have. */
  #countedOutside(): Node[] {
    const outside: Node[] = []
    const due = [...this.#nodes.values()].filter(({ before }) => before === 0)
    let read = 0
    for (; read < due.length; read++) {
      const node = due[read] as Node
      if (load(node.counter) !== node.inner) outside.push(node)
      if (!node.isOpen) continue
      for (const next of this.#targets(node)) {
        if (next === node) continue
        next.before -= 1
        if (next.before === 0) due.push(next)
      }
    }
    if (read < this.#nodes.size)
      for (const node of this.#nodes.values()) if (node.before > 0) outside.push(node)
    return outside
  }

  /** They are alive, and all that they refer to. */
  #keep(alive: Node[]): void {
    for (const node of alive) node.isAlive = true
    for (let node = alive.pop(); node !== undefined; node = alive.pop()) {
      for (const next of this.#targets(node)) {
        if (next.isAlive) continue
        next.isAlive = true
        alive.push(next)
      }
    }
  }

  *#targets({ refersTo }: Node): Generator<Node> {
    for (const name of refersTo) {
      const node = this.#nodes.get(name)
      if (node !== undefined) yield node
    }
  }
}
