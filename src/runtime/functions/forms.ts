/**
 * How a function looks in a message, behind the value codec's tag: one byte, then what that form needs.
 *
 * A *part* is a function or class with an identity of its own: it is described by a separate run of bytes, known to the receiver
 * by (thread, number, version), and built there once. A *group* is a part together with all parts it refers to.
 */

/** A closure whose captured values follow: code unit, flags, values. Built anew for every message. */
export const FORM_CLOSURE = 1
/** A group that is in the blob store: its number there. The function never changes. */
export const FORM_PUBLISHED = 2
/** A group that follows: count, then (thread, number, version, bytes) each; the first is the function itself. */
export const FORM_GROUP = 3
/** A part of the group that is being read: thread, number. */
export const FORM_PART = 4
/** `bind`: target, this, arguments. */
export const FORM_BOUND = 5
/** `bind` of a method: the object, the method's name, the arguments. */
export const FORM_BOUND_METHOD = 6
/** A function of a module that this thread imports itself: URL, exported name. */
export const FORM_IMPORTED = 7
/** The same by the number of the blob that says so. */
export const FORM_IMPORT = 12
/** Something that could not cross, and throws this text when touched. */
export const FORM_POISON = 8

/** An empty WeakMap or WeakSet in which a compiler keeps the private fields of a class: 0 or 1. */
export const FORM_PRIVATE_STORE = 9

/**
 * A class that came from another thread, on its way on or back: that thread and its number there, then the form it has here. Who
 * has the original, or built it already, uses that: an instance that a thread returns is an instance of the sender's own class.
 */
export const FORM_HOME = 10

/** Only as a part: a variable of a module that cannot be imported: module, name, value. See `module-state.ts`. */
export const FORM_STATE = 11

/** Flags of a closure. */
export const HAS_NAME = 1
export const HAS_PROPERTIES = 2
export const HAS_PROTOTYPE = 4

/** The address of something that every thread has: nothing before the path; a module; a builtin's namespace object. */
export const ADDRESS_GLOBAL = 0
export const ADDRESS_MODULE = 1
export const ADDRESS_NAMESPACE = 2
