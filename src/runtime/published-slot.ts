/** Words of a published value's slot: { mutex, version, message, … }, PUBLISHED_COUNT of them in the arena's header. */
export const SLOT_BYTES = 64
export const P_MUTEX = 0
export const P_VERSION = 4
export const P_MESSAGE = 8
/** Who uses which slot. */
export const SLOT_EXCEPTHOOK = 0
export const SLOT_LOGGING = 1
export const SLOT_LOGGING_CODE = 3
