/**
 * The table of shared words of nogil/shared, as core/layout.ts is of all others: tags and blocks of atomic values, values
 * and arrays. All blocks begin with the header of a synchronisation object, O_TAG to O_PREVIOUS.
 */

// ---- type tags
export const TAG_ATOMIC_INT32 = 0x4e470020
export const TAG_ATOMIC_UINT32 = 0x4e470021
export const TAG_ATOMIC_BIGINT64 = 0x4e470022
export const TAG_ATOMIC_FLOAT64 = 0x4e470023
export const TAG_ATOMIC_BOOLEAN = 0x4e470024
export const TAG_VALUE = 0x4e470025
export const TAG_ARRAY = 0x4e470026
/** The memory of an array, as it crosses under views of it; its block is the array's */
export const TAG_ARRAY_MEMORY = 0x4e470027
export const TAG_RECORD_TYPE = 0x4e470028
export const TAG_RECORD = 0x4e470029
export const TAG_RECORD_ARRAY = 0x4e47002a

// ---- atomic value of any type [core/atomic-value.ts, shared/atomic-object.ts]
export const ATOMIC_BYTES = 64
/** Eight bytes: the value; of a 32-bit type in the first four */
export const A_VALUE = 16
/** Three words of a wait list [core/wait-list.ts]: those who wait for a notify */
export const A_LIST = 24

// ---- Value [shared/value.ts]
export const VALUE_BYTES = 32
/** Which type, by its number in shared/number-types.ts */
export const V_TYPE = 16
/** Block of its Lock or RLock, with a reference; 0 for none */
export const V_LOCK = 20
/** Eight bytes */
export const V_DATA = 24

// ---- shared array [shared/array-memory.ts]
export const AR_TYPE = 16
/** Elements */
export const AR_LENGTH = 20
export const AR_DATA = 32

// ---- type of records [shared/record-types.ts]
export const RECORD_TYPE_BYTES = 32
/** Bytes of a record's fields */
export const RT_BYTES = 16
/** Type of the class that this one extends, with a reference; 0 for what record() made */
export const RT_PARENT = 20
/** Message with the fields, or with a class derived from theirs, 0 until an object of it first crosses */
export const RT_MAKING = 24

// ---- record, and array of records [shared/record-objects.ts, shared/record-array.ts]
/** Its type, with a reference */
export const R_TYPE = 16
/** Records in an array */
export const R_COUNT = 20
export const R_DATA = 24

// ---- map and set [core/keyed-table.ts, core/keyed-entry.ts]
export const TAG_SHARED_MAP = 0x4e47002b
export const TAG_SHARED_SET = 0x4e47002c
export const KEYED_BYTES = 192
/** Mutex of which keys there are, and in which order; the values have locks of their own */
export const K_MUTEX = 16
/** Entries that count */
export const K_COUNT = 20
/** Places of entries that are taken, by removed ones too */
export const K_USED = 24
/** Places of the index that are taken, by removed ones too */
export const K_FILLED = 28
/** Places of entries in all pages */
export const K_CAPACITY = 32
// what every look reads lies in another cache line than what additions and removals write
/** Odd while the entries are frozen; changes whenever an address that was read from the index may be none any more */
export const K_SEQUENCE = 64
/** Block of the index, and how many words it has, a power of two, less 1 */
export const K_INDEX = 68
export const K_MASK = 72
/** Blocks with places of entries, each twice as large as the one before */
export const K_PAGES = 80
export const K_PAGE_COUNT = 24
/** In an entry: four words of the key, four of the value, the key's hash, mutex of the value, changes of either */
export const KE_KEY = 0
export const KE_VALUE = 16
export const KE_HASH = 32
export const KE_LOCK = 36
export const KE_VERSION = 40
/** A cache line: threads that change neighbouring entries do not meet */
export const KE_BYTES = 64

// ---- list [core/place-list.ts]
export const TAG_SHARED_LIST = 0x4e47002d
export const LIST_BYTES = 64
/** Mutex of all that follows */
export const LS_MUTEX = 16
/** Block of the places */
export const LS_PLACES = 20
/** The first place that is taken, and the first behind that is not */
export const LS_START = 24
export const LS_END = 28
/** In the block of places: how many there are; where they begin */
export const LP_CAPACITY = 0
export const LP_FIRST = 16

// ---- a value in the four words of a slot [core/slot.ts], and the block of a large one
export const SLOT_BYTES = 16
/** Slots and readers that have the block */
export const SB_REFS = 0
/** Message with the value */
export const SB_MESSAGE = 4
/** Characters of a text */
export const SB_TEXT = 4
