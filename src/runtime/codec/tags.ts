/**
 * First byte of every encoded value: what follows. Both ends of a message run the same build, so the numbers are no
 * stored format and may be changed freely; they are dense because the decoder jumps by them.
 */
export const TAG_UNDEFINED = 0
export const TAG_NULL = 1
export const TAG_TRUE = 2
export const TAG_FALSE = 3
/** One signed byte. */
export const TAG_INT8 = 4
/** Four bytes, little-endian. */
export const TAG_INT32 = 5
/** Eight bytes, native order. */
export const TAG_FLOAT64 = 6
/** Eight bytes, native order: a bigint that fits in a signed 64-bit word. */
export const TAG_BIGINT64 = 7
/** Sign byte, then the magnitude as a string of hexadecimal digits. */
export const TAG_BIGINT = 8
export const TAG_STRING = 9
/** Key of the global symbol registry. */
export const TAG_SYMBOL_FOR = 10
/** Name of a static property of `Symbol`. */
export const TAG_SYMBOL_WELL_KNOWN = 11
/** Back reference: number of an object of this message. */
export const TAG_REFERENCE = 12
/** Length, then that many values; see containers.ts for holes. */
export const TAG_ARRAY = 13
/** A TAG_ARRAY payload followed by keys and values up to an end key. */
export const TAG_ARRAY_WITH_PROPERTIES = 14
/** Keys and values up to an end key. */
export const TAG_OBJECT = 15
export const TAG_NULL_PROTOTYPE = 16
export const TAG_MAP = 17
export const TAG_SET = 18
export const TAG_DATE = 19
export const TAG_REGEXP = 20
/** Then the primitive as a value. */
export const TAG_BOXED = 21
export const TAG_ARRAY_BUFFER = 22
export const TAG_RESIZABLE_ARRAY_BUFFER = 23
/** View class, buffer as a value, byte offset, length. */
export const TAG_VIEW = 24
/** The same without a length: it follows its resizable buffer. */
export const TAG_TRACKING_VIEW = 25
/** Its bytes alone: a Buffer cut from Node's pool. */
export const TAG_POOLED_BUFFER = 26
export const TAG_URL = 27
export const TAG_URL_SEARCH_PARAMS = 28
export const TAG_ERROR = 29
export const TAG_DOM_EXCEPTION = 30
/** Tag, address and part of an object in the arena, and the module that knows its kind. */
export const TAG_SHARED = 31
/** The arena's own buffer. */
export const TAG_ARENA_BUFFER = 32
/** Index into the attachments. */
export const TAG_ATTACHMENT = 33
export const TAG_FUNCTION = 34
export const TAG_INSTANCE = 35
export const TAG_WELL_KNOWN = 36
/** Class as a value, built-in base, own properties up to an end key. */
export const TAG_SUBCLASS = 37
/** In an array: number of missing elements. In place of a property's value: 0, the property is gone. */
export const TAG_HOLES = 38
/** Only inside an array: the rest as pairs of index + 1 and value, up to 0. */
export const TAG_SPARSE_REST = 39
/** Number of a list of names (keys up to an end key follow if it is new), then the values. */
export const TAG_SHAPED = 40

/** Length byte of a key: none follows. */
export const KEY_END = 0
/** Length byte of a key: a general string follows. Everything between is length + 1 of a one-byte key. */
export const KEY_STRING = 255
/** Longest key written after a length byte. */
export const KEY_SHORT_MAX = 64
