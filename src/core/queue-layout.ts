/** The words of a queue of any kind, as layout.ts has those of all other objects: offsets in bytes from the start of the block. */

// ---- queue, behind the header of every synchronisation object [core/queue.ts]
export const QUEUE_BYTES = 128
/** Mutex of all that follows but the lists, which have their own */
export const Q_MUTEX = 16
/** Numbers of the oldest item and of the next one */
export const Q_HEAD = 20
export const Q_TAIL = 24
/** Whether it was shut down */
export const Q_STATE = 28
/** Block of the items [core/queue-ring.ts] */
export const Q_RING = 32
/** Items it may hold; 0 and less: any number */
export const Q_MAXSIZE = 36
/** Three words of a wait list each [core/wait-list.ts]: those who wait for an item, for room, for the end of all work */
export const Q_GETTERS = 40
export const Q_PUTTERS = 52
export const Q_JOINERS = 64
/** Items put for which nobody has said that their work is done */
export const Q_UNFINISHED = 76
/** First in first out, last in first out, smallest first */
export const Q_ORDER = 80
/** Number of the next item of a priority queue: equal ones come out in their order */
export const Q_SEQUENCE = 84
/** Message with class and fields of a subclass's object, 0 until it first crosses [queue/subclass.ts] */
export const Q_MAKING = 88
/** Ident of a thread that spins for an item, 0 for none [core/queue-wait.ts] */
export const Q_SPINNER = 92
/** Block of the items: their places, and where those begin */
export const QR_CAPACITY = 0
export const QR_PLACES = 16
