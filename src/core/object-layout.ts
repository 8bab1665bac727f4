/** The table of shared words of `shared(object)`, as core/data-layout.ts is of the other data that threads share. */

// ---- type tags
export const TAG_OBJECT = 0x4e470038
export const TAG_OBJECT_TYPE = 0x4e470039

// ---- object [shared/object-fields.ts]
export const OBJECT_BYTES = 64
/** Mutex of all that follows */
export const OB_MUTEX = 16
/** Layout: which names it has; or one of the two forms without a layout */
export const OB_NAMES = 20
/** Block of the cells */
export const OB_CELLS = 24
/** Its class's type, with a reference; 0 for a plain object or array, NO_PROTOTYPE */
export const OB_TYPE = 28
/** Elements of an array; in the form AS_TABLE, the cells that have had a name */
export const OB_LENGTH = 32
/** In the form AS_TABLE: the map, KEYED_BYTES, that says which name is in which cell; nobody else has it */
export const OB_TABLE = 36
/** Forms, in OB_NAMES: the names stand in the object's own table; it is an array */
export const AS_TABLE = 1
export const AS_ARRAY = 2
/** In OB_TYPE: the object was made without a prototype */
export const NO_PROTOTYPE = 1

// ---- block of cells [core/cells.ts]
/** How many there are; the smaller block that this one has replaced, or 0; where they begin */
export const CB_CAPACITY = 0
export const CB_OLDER = 4
export const CB_FIRST = 16
export const CELL_BYTES = 16

// ---- layout: the names of an object's fields, in their order [core/field-names.ts]
/** Layout without the last name, 0 for the one without names; how many names there are */
export const NA_PARENT = 0
export const NA_COUNT = 4
/** Newest layout with one name more; next layout with the same parent */
export const NA_CHILDREN = 8
export const NA_NEXT = 12
/** Its last name: how many UTF-16 units, and they themselves */
export const NA_LENGTH = 16
export const NA_NAME = 20

// ---- type: class of shared objects [shared/object-types.ts]
export const OBJECT_TYPE_BYTES = 32
/** Message with the class, 0 until an object of it first crosses */
export const OT_MAKING = 16
