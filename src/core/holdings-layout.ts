/** The words of what an isolate holds: a part of core/layout.ts that stands alone. Offsets are bytes from the start of the block. */

// ---- in the header of the arena, which core/layout.ts describes
/** Guards the list of what isolates hold, and what ended ones had counted of messages [runtime/holdings.ts] */
export const HOLDINGS_LOCK = 3840
export const HOLDINGS_HEAD = 3844
export const LOST_MESSAGES = 3848
export const LOST_MESSAGE_BYTES = 3852

// ---- holdings of an isolate [runtime/holdings.ts]; by the supervisor alone once the isolate is dead
export const HOLDINGS_BYTES = 64
/** Next on the list of all holdings */
export const H_NEXT = 0
/** Ident of the thread that the isolate runs, or in whose name it acts between threads */
export const H_IDENT = 4
/** Handles */
export const H_HANDLES = 8
/** The newest page */
export const H_PAGES = 12
/** Messages made less messages freed in the isolate, and their bytes: below 0 where others' are freed */
export const H_MESSAGES = 16
export const H_MESSAGE_BYTES = 20

// ---- page of holdings: addresses of objects with a handle, 0 where there is none
export const HP_BYTES = 1024
export const HP_NEXT = 0
export const HP_FIRST = 4
