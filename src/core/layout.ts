/**
 * One table of every shared word: what lives where in the arena. Offsets are bytes from the start of the block.
 * Who writes a word and what it pairs with stands in the file that owns the block, named at its heading.
 */

// ---- type tags: the first word of every shared object; a stale or foreign handle is an error, not a corruption. From
// 0x4e470020 on: core/data-layout.ts; 0x4e4700f0: logging
export const TAG_THREAD = 0x4e470001
export const TAG_LOCK = 0x4e470002
export const TAG_RLOCK = 0x4e470003
export const TAG_CONDITION = 0x4e470004
export const TAG_EVENT = 0x4e470005
export const TAG_SEMAPHORE = 0x4e470006
export const TAG_BARRIER = 0x4e470007
export const TAG_RW_LOCK = 0x4e470008
export const TAG_LATCH = 0x4e470009
export const TAG_ONCE = 0x4e47000a
export const TAG_LOCAL = 0x4e47000b
export const TAG_QUEUE = 0x4e470010
export const TAG_SIMPLE_QUEUE = 0x4e470011
export const TAG_FUTURE = 0x4e470012
export const TAG_EXECUTOR = 0x4e470013
export const TAG_STREAM = 0x4e470014
/** A wait for several futures; no object of the program */
export const TAG_GATE = 0x4e470015
/** The two sides of an RWLock as they cross; their block is the RWLock's */
export const TAG_RW_READ = 0x4e47000c
export const TAG_RW_WRITE = 0x4e47000d
/** Stands where an object was: its block is free. */
export const TAG_FREED = 0x4e4700ff

// ---- header of the arena (core/arena.ts creates it; each word's owner in brackets)
export const MAGIC = 0
export const MAGIC_VALUE = 0x4e474c31
/** Always 0: what a thread sleeps on that waits for nothing but the time. Its address is not 0, which T_WAITS_FOR keeps for "runs". */
export const NEVER_CHANGES = 16
/** Mutex of the allocator [core/arena.ts] */
export const ALLOCATOR_LOCK = 64
/** First address never handed out yet, in 16-byte units [core/arena.ts] */
export const BUMP = 128
export const ARENA_BYTES_16 = 132
export const USED_16 = 136
/** Blocks freed since free neighbours were merged, and free blocks that this has left [core/free-pieces.ts] */
export const FREED_BLOCKS = 140
export const MERGED_BLOCKS = 144
/** Heads of the free lists, one word per size class [core/arena.ts] */
export const FREE_LISTS = 256
export const FREE_LISTS_END = 1024
/** Whole lines on stdout and stderr [runtime/stdio.ts] */
export const STDIO_LOCK = 1024
/** Guards the list of live threads and all names [runtime/registry.ts] */
export const REGISTRY_LOCK = 1088
export const REGISTRY_HEAD = 1092
export const ALIVE = 1096
export const NEXT_IDENT = 1100
export const NEXT_NUMBER = 1104
export const NEXT_DUMMY = 1108
export const MAIN_THREAD = 1112
/** Live non-daemon threads but main; its fall to 0 ends the program [runtime/exit.ts] */
export const NON_DAEMON = 1152
/** Guards idle carriers and threads that wait for one [runtime/carriers.ts] */
export const POOL_LOCK = 1216
export const IDLE_HEAD = 1220
export const IDLE = 1224
export const PENDING_HEAD = 1228
export const PENDING_TAIL = 1232
export const PENDING = 1236
export const BOOTING = 1240
export const CARRIERS = 1244
export const SUPERVISOR = 1248
/** Threads that are not parked: spinning pays only while they are fewer than the cores [core/park.ts] */
export const RUNNING = 1280
export const CORES = 1284
/** Module-level twins [runtime/twins.ts] */
export const TWINS_LOCK = 1344
export const TWIN_BUCKETS = 1408
export const TWIN_BUCKET_COUNT = 256
/** Published values: PUBLISHED_COUNT slots of 64 bytes [runtime/published.ts] */
export const PUBLISHED = 2432
export const PUBLISHED_COUNT = 16
/** Exit code + 1 once a thread has asked for the end of the process [runtime/exit.ts] */
export const EXIT_REQUEST = 3520
/** Number of the last parcel [runtime/parcels.ts] */
export const NEXT_PARCEL = 3524
/** Number of the channel for parcels of threads without a port, 0 until the supervisor listens [runtime/parcel-line.ts] */
export const PARCEL_CHANNEL = 3528
/** Whether the supervisor may look into threads by the inspector [runtime/inspector-gate.ts] */
export const INSPECTOR_GATE = 3536
/** Sets of signals [core/signal-set.ts, runtime/interrupts.ts]: heard for a blocked main, and asked for by threads */
export const SIGNALS_HEARD = 3532
export const SIGNALS_ASKED = 3544
/** Those that main wants to be told of, that the supervisor watches, that main itself listens for */
export const SIGNALS_WANTED = 3548
export const SIGNALS_WATCHED = 3552
export const SIGNALS_NATIVE = 3556
/** Not 0 while main waits until the supervisor has heard all signals up to now */
export const SIGNALS_ECHO = 3560
/** What other threads have registered for the end of main, and the order of all registrations [runtime/at-exit.ts] */
export const ATEXIT = 3564
export const ATEXIT_ORDER = 3568
/** Guards the list of all synchronisation objects [core/objects.ts] */
export const OBJECTS_LOCK = 3584
export const OBJECTS_HEAD = 3588
/** One thread at a time decides that it is in a deadlock; what is done then [runtime/deadlock.ts] */
export const DEADLOCK_LOCK = 3648
export const DEADLOCK_POLICY = 3652
/** Where locks were taken: guards the table; its block, 0 while nothing is noted [runtime/lock-sites.ts] */
export const SITES_LOCK = 3712
export const SITES_TABLE = 3716
/** Number of the last pool without a name of its own, 1 once main has ended and no pool takes work, 1 once main was asked to say so [futures/at-exit.ts] */
export const NEXT_POOL = 3776
export const POOLS_CLOSED = 3780
export const POOLS_ASKED = 3784
/** Whether errors of futures that nobody looked at are reported [runtime/unseen-policy.ts] */
export const UNSEEN_POLICY = 3788
/** Names of the fields of shared objects: the layout without fields, 0 until it is made; how many others there are [core/field-names.ts] */
export const NAMES_ROOT = 3904
export const NAMES_COUNT = 3908
/** Whether main, which alone can, is to end the worker of the first carrier [runtime/doomed.ts] */
export const FIRST_DOOMED = 3792
/** Live threads by ident: IDENT_SLOTS words, a thread in the slot of its ident modulo that [runtime/registry.ts] */
export const IDENT_TABLE = 4096
export const IDENT_SLOTS = 1024
export const HEADER_END = 8192

// ---- thread block [runtime/thread-block.ts]
export const THREAD_BYTES = 192
export const T_TAG = 0
export const T_STATE = 4
export const T_IDENT = 8
export const T_NATIVE_ID = 12
export const T_FLAGS = 16
export const T_CARRIER = 20
export const T_NAME = 24
export const T_NAME_VERSION = 28
export const T_JOB = 32
export const T_OUTCOME = 36
export const T_RESULT = 40
export const T_JOINERS = 44
/** Three words of a wait list [core/wait-list.ts]: those who await the end */
export const T_JOIN_LIST = 48
export const T_REFS = 60
export const T_NEXT = 64
export const T_PREVIOUS = 68
export const T_PENDING_NEXT = 72
export const T_SETTLED = 76
/** Node's number of the worker it runs in, 0 in the main thread of the process [runtime/dump/facts.ts] */
export const T_WORKER = 80
/** Message with class and fields of a Thread subclass's object, 0 for a plain Thread [threading/thread-object.ts] */
export const T_OBJECT = 84
/** Four words in which a step of the Wasm core hands a value over to this thread [core/keyed-entry.ts] */
export const T_SCRATCH = 96
/** Mailbox: counter and stack of what arrived [core/mailbox.ts] */
export const T_MAIL = 128
export const T_MAIL_STACK = 132
/** What the thread is blocked on, how often it has blocked, since when (ms, 32 bits) [core/park.ts] */
export const T_WAITS_FOR = 136
export const T_WAIT_SEQ = 140
export const T_WAIT_SINCE = 144
/** The object that this word belongs to (0: none of the program's), the value it sleeps on, whether a timeout ends it */
export const T_WAITS_OBJECT = 148
export const T_WAITS_VALUE = 152
export const T_WAIT_TIMED = 156

// ---- carrier block [runtime/carriers.ts]
export const CARRIER_BYTES = 64
export const C_RETIRED = 0
export const C_THREAD = 4
export const C_NEXT = 8
export const C_NATIVE_ID = 12
export const C_ASLEEP = 16
export const C_BOOTED = 20
/** The carrier's own block, laid out like a thread's: in its name the carrier locks while it runs no thread */
export const C_BLOCK = 24
export const C_WORKER = 28
/** Runs no further thread [runtime/carriers.ts] */
export const C_DOOMED = 32
/** What its isolate holds [runtime/holdings.ts]; 0 while it has held nothing */
export const C_HOLDINGS = 36

// ---- header of every synchronisation object, 16 bytes [core/objects.ts]
export const O_TAG = 0
export const O_REFS = 4
export const O_NEXT = 8
export const O_PREVIOUS = 12

// ---- lock object [core/mutex.ts, threading/lock.ts]
export const LOCK_BYTES = 64
export const L_STATE = 16
/** Three words of a wait list [core/wait-list.ts]: those who await the lock */
export const L_LIST = 20
export const L_WAITERS = 32
/** Block of the last owner that died with it, 0 when none did [runtime/estate.ts] */
export const L_DIED = 36

// ---- re-entrant lock [core/lock-block.ts, threading/rlock.ts]: a lock's words, and two of its owner's
export const RLOCK_BYTES = 64
/** How often the owner has acquired it again */
export const R_DEPTH = 40
/** 1 while an async flow of the owner holds it */
export const R_FLOW = 44

// ---- condition [threading/condition.ts]
export const CONDITION_BYTES = 32
/** Block of its Lock or RLock, with a reference */
export const CV_LOCK = 16
/** Three words of a wait list [core/wait-list.ts]: those who wait for a notify */
export const CV_LIST = 20

// ---- event [core/event.ts]
export const EVENT_BYTES = 64
export const E_STATE = 16
export const E_SLEEPERS = 20
/** Three words of a wait list [core/wait-list.ts]: those who await the event */
export const E_LIST = 24

// ---- semaphore [core/semaphore.ts]; core.wat relies on the order S_VALUE, S_SLEEPERS, S_LIST
export const SEMAPHORE_BYTES = 64
export const S_VALUE = 16
export const S_SLEEPERS = 20
/** Three words of a wait list [core/wait-list.ts]: those who await a permit */
export const S_LIST = 24
export const S_BOUND = 36
/** 1 in a BoundedSemaphore */
export const S_BOUNDED = 40

// ---- reader-writer lock [core/rw-lock.ts, threading/rw-lock.ts]
export const RW_LOCK_BYTES = 128
/** Mutex of all that follows */
export const RW_MUTEX = 16
/** Ident of the writer, 0 when nobody writes; whether an asynchronous flow holds it */
export const RW_WRITER = 20
export const RW_BY_FLOW = 24
/** Read holds of all threads, re-entrant ones included */
export const RW_HOLDS = 28
/** Readers that wait: so many places of the table are theirs */
export const RW_PROMISED = 32
// 36 is L_DIED: block of the last writer that died with it
/** Three words of a wait list each: those who wait to read, and to write */
export const RW_READ_LIST = 40
export const RW_WRITE_LIST = 52
/** First page of the table of read holds [core/read-holds.ts] */
export const RW_PAGE = 64
/** A page: the next one, and seven places { ident of a reader, how often it holds } */
export const RP_BYTES = 64
export const RP_NEXT = 0
export const RP_PLACES = 8

// ---- thread-local object [threading/local.ts]
export const LOCAL_BYTES = 32
/** Message with class and constructor arguments of a subclass's object, 0 until it first crosses */
export const LO_MAKING = 16

// ---- barrier [core/barrier.ts]
export const BARRIER_BYTES = 128
export const B_MUTEX = 16
export const B_PARTIES = 20
/** Three words of a wait list [core/wait-list.ts]: the tickets of the cycle that fills */
export const B_LIST = 24
export const B_BROKEN = 36
/** Ident of the thread that runs the action of a full cycle, 0 while none does; why that cycle has broken meanwhile */
export const B_RUNNER = 40
export const B_SPOILED = 44
/** Those who come while the action runs: what they sleep on, and a wait list for those who await */
export const B_DOOR = 48
export const B_DOOR_LIST = 52
/** Whether there is an action; the message that holds it once the barrier has crossed */
export const B_ACTS = 64
export const B_ACTION = 68
/** Two words of a 64-bit float: milliseconds */
export const B_TIMEOUT = 72

// ---- count-down latch [core/latch.ts]
export const LATCH_BYTES = 64
export const LATCH_COUNT = 16
export const LATCH_SLEEPERS = 20
/** Three words of a wait list [core/wait-list.ts]: those who await the end of the count */
export const LATCH_LIST = 24

// ---- once [core/once.ts]
export const ONCE_BYTES = 64
export const ONCE_LOCK = 16
/** Three words of a wait list [core/wait-list.ts]: those who await the end of the run */
export const ONCE_LIST = 20
export const ONCE_DONE = 32
// ---- waiter [core/wait-list.ts]
export const WAITER_BYTES = 32
export const W_NEXT = 0
export const W_STATE = 4
export const W_THREAD = 8
export const W_MAIL_NEXT = 12
export const W_KIND = 16
export const W_PAYLOAD = 20

// ---- request for a dump [runtime/dump/request.ts]
export const DUMP_BYTES = 16
export const D_STATE = 0
export const D_REPORT = 4
export const D_ASKER = 8
