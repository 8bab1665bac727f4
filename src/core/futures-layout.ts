/** The words of futures and thread pools: a part of core/layout.ts that stands alone. Offsets are bytes from the start of the block. */

// ---- future [core/future.ts, futures/future.ts]: two cache lines, of which a worker changes the first alone as a rule
export const FUTURE_BYTES = 128
export const F_STATE = 16
export const F_SLEEPERS = 20
/** Three words of a wait list [core/wait-list.ts]: those who await a change of state */
export const F_LIST = 24
/** What it came to: a value, an error, and whether somebody has looked */
export const F_OUTCOME = 36
/** Whether its task was asked to stop, and whether it has ended [core/task-stop.ts] */
export const F_ASKED = 40
/** The future beneath which its worker runs it, 0 for none [core/pool.ts] */
export const F_OUTER = 44
/** Four words: the value or the message, as in a place of a queue [queue/item.ts] */
export const F_VALUE = 48
/** Block of the executor that is to run it, 0 for none and when it is done */
export const F_POOL = 64
/** Block of the terms under which it runs, 0 for none [runtime/task-terms.ts] */
export const F_TERMS = 68

// ---- terms of a task [runtime/task-terms.ts]
export const TERMS_BYTES = 32
export const TT_REFS = 0
/** Its future, while the task may run */
export const TT_FUTURE = 4
/** Milliseconds from the start of the task, 0 for any time; whether its worker is stopped then */
export const TT_TIMEOUT = 8
export const TT_HARD = 12
/** Block { bytes, utf8 }, 0 for none */
export const TT_NAME = 16
/** Block of the reason of the signal that cancelled it, with a reference; 0 for none */
export const TT_REASON = 20
/** While its task runs, in the first of these words: ident of the thread that runs it, 0 when no pool's worker does */
export const F_RUNNER = 48
/** Block of the stream that its task fills, with a reference; 0 for none */
export const F_STREAM = 72
/** Block of what its task reports of its progress, made on first use; 0 for none */
export const F_PROGRESS = 76
/** The message of its task, where that is small enough [futures/put-task.ts] */
export const F_MESSAGE = 80
export const F_MESSAGE_ROOM: number = FUTURE_BYTES - F_MESSAGE

// ---- progress of a task [core/progress.ts, futures/progress.ts]
export const PROGRESS_BYTES = 40
export const PG_MUTEX = 0
/** How many reports there were */
export const PG_COUNT = 4
/** Three words of a wait list [core/wait-list.ts]: those who listen */
export const PG_LIST = 8
/** Four words: the last report [core/slot.ts] */
export const PG_SLOT = 20

// ---- reason of an abort, one for all tasks that it cancels [runtime/task-reason.ts]
export const REASON_BYTES = 16
export const RS_REFS = 0
export const RS_MESSAGE = 4

// ---- stream of what a task yields [core/stream.ts, futures/stream.ts]: a queue's words up to Q_SPINNER, and
export const STREAM_BYTES = 128
/** Ident of the thread that reads it */
export const ST_READER = 104
/** 1 while that thread can't read, because it waits for the task to end */
export const ST_UNREAD = 96
/** How many items there may be; Q_MAXSIZE is less while the task waits for room */
export const ST_BUFFER = 100

// ---- gate [futures/gate.ts]: one wait for several futures; its tag is the first word
export const GATE_BYTES = 256
/** Rises with each signal */
export const G_WORD = 4
/** How many futures are waited for, and their blocks; 0 when they are too many to be listed */
export const G_COUNT = 8
export const G_FUTURES = 12
export const G_MOST = 60

// ---- thread pool [core/pool.ts, futures/thread-pool-executor.ts]: a queue's words up to Q_SPINNER, whose items are tasks, then
export const EXECUTOR_BYTES = 208
/** Mutex of the table of workers */
export const X_MUTEX = 96
export const X_MAX_WORKERS = 100
/** Workers that live, and tasks that are queued or run */
export const X_LIVE = 104
export const X_TASKS = 108
/** Block of X_MAX_WORKERS places { thread, future that it runs, inbox } */
export const X_TABLE = 112
/** Messages: what the names of the threads begin with; initializer and its arguments, 0 for none */
export const X_PREFIX = 116
export const X_INIT = 120
/** 1 when an initializer has failed */
export const X_BROKEN = 124
/** How many workers have been started: the number of the next one */
export const X_STARTED = 128
/** Tasks whose function returned; threw, or never ended; that were cancelled */
export const X_DONE = 192
export const X_FAILED = 196
export const X_CANCELLED = 200
/** Block of waiting and running times, 0 when nobody asked for them [core/pool-times.ts] */
export const X_TIMES = 204
/** How many tasks there may be at once, 0: any number; what a submit does then */
export const X_CAPACITY = 132
export const X_POLICY = 136
/** Three words of a wait list [core/wait-list.ts]: those who wait to submit */
export const X_ROOM = 140
/** Workers that stay when they are idle, milliseconds after which the others end, 0 for never */
export const X_MIN_WORKERS = 152
export const X_IDLE_MS = 156
/** Tasks and KiB of heap after which a worker is replaced, 0 for never */
export const X_MAX_TASKS = 160
export const X_MAX_HEAP = 164
/** How many workers have been replaced so, have ended because they were idle, were terminated for a task */
export const X_RECYCLED = 168
export const X_IDLED = 172
export const X_STOPPED = 176
/** Message: the function that gives the storages whose stores go with each task; 0 for none */
export const X_CONTEXT = 180
/** 1 once the program has shut it down, not the end of main */
export const X_SHUT = 184
export const XP_BYTES = 16
export const XP_THREAD = 0
export const XP_FUTURE = 4
/** What this worker alone is to run: newest of linked blocks { next, future, message } [core/pool-inbox.ts] */
export const XP_INBOX = 8
export const INBOX_BYTES = 16
export const IN_NEXT = 0
export const IN_FUTURE = 4
export const IN_MESSAGE = 8

// ---- times of a pool's tasks [core/pool-times.ts]: two histograms { sum in ms as a double, 256 words } behind two doubles
export const TIMES_BYTES = 2080
/** When counting began, and how long workers were in tasks, in ms */
export const TM_SINCE = 0
export const TM_BUSY = 8
export const TM_WAITS = 16
export const TM_RUNS = 1048
