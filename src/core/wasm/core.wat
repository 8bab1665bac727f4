;; The Wasm core: the few operations on shared words that are hot enough for a call into Wasm (3-6 ns) to beat
;; JavaScript's Atomics (8-20 ns). Addresses are bytes. `me` is the owner's ident shifted left by one; bit 0 of a
;; mutex word is CONTENDED (core/mutex.ts). Waiting and notifying stay with JavaScript: both share one futex list.
(module
  (import "nogil" "memory" (memory 1 65536 shared))

  (func (export "load") (param i32) (result i32)
    (i32.atomic.load (local.get 0)))
  (func (export "store") (param i32 i32)
    (i32.atomic.store (local.get 0) (local.get 1)))
  (func (export "add") (param i32 i32) (result i32)
    (i32.atomic.rmw.add (local.get 0) (local.get 1)))
  (func (export "exchange") (param i32 i32) (result i32)
    (i32.atomic.rmw.xchg (local.get 0) (local.get 1)))
  (func (export "compareExchange") (param i32 i32 i32) (result i32)
    (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))

  (func (export "and") (param i32 i32) (result i32)
    (i32.atomic.rmw.and (local.get 0) (local.get 1)))
  (func (export "or") (param i32 i32) (result i32)
    (i32.atomic.rmw.or (local.get 0) (local.get 1)))
  (func (export "xor") (param i32 i32) (result i32)
    (i32.atomic.rmw.xor (local.get 0) (local.get 1)))

  ;; 64-bit floats; the address is a multiple of 8. There is one NaN: whatever its bits were, it is stored as this one,
  ;; so that a comparison of bits is that of JavaScript's Object.is
  (func $bits (param $v f64) (result i64)
    (select
      (i64.reinterpret_f64 (local.get $v))
      (i64.const 0x7ff8000000000000)
      (f64.eq (local.get $v) (local.get $v))))
  (func (export "loadFloat") (param i32) (result f64)
    (f64.reinterpret_i64 (i64.atomic.load (local.get 0))))
  (func (export "storeFloat") (param i32 f64)
    (i64.atomic.store (local.get 0) (call $bits (local.get 1))))
  (func (export "exchangeFloat") (param i32 f64) (result f64)
    (f64.reinterpret_i64 (i64.atomic.rmw.xchg (local.get 0) (call $bits (local.get 1)))))
  (func (export "compareExchangeFloat") (param i32 f64 f64) (result f64)
    (f64.reinterpret_i64
      (i64.atomic.rmw.cmpxchg (local.get 0) (call $bits (local.get 1)) (call $bits (local.get 2)))))
  (func (export "addFloat") (param $p i32) (param $v f64) (result f64) (local $old i64) (local $found i64)
    (local.set $old (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $found
        (i64.atomic.rmw.cmpxchg
          (local.get $p)
          (local.get $old)
          (call $bits (f64.add (f64.reinterpret_i64 (local.get $old)) (local.get $v)))))
      (if (i64.ne (local.get $found) (local.get $old))
        (then
          (local.set $old (local.get $found))
          (br $again))))
    (f64.reinterpret_i64 (local.get $old)))

  ;; 1 when the free mutex at $p became ours, 0 when somebody holds it
  (func (export "tryLock") (param $p i32) (param $me i32) (result i32)
    (i32.eqz (i32.atomic.rmw.cmpxchg (local.get $p) (i32.const 0) (local.get $me))))

  ;; takes one from the count at $p: 1 when there was one to take
  (func (export "trySemaphore") (param $p i32) (result i32) (local $v i32) (local $found i32)
    (local.set $v (i32.atomic.load (local.get $p)))
    (loop $again
      (if (i32.le_s (local.get $v) (i32.const 0)) (then (return (i32.const 0))))
      (local.set $found
        (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $v) (i32.sub (local.get $v) (i32.const 1))))
      (if (i32.eq (local.get $found) (local.get $v)) (then (return (i32.const 1))))
      (local.set $v (local.get $found))
      (br $again))
    (unreachable))

  ;; adds $n to the count at $p unless that would be more than $most: 0 then, else 1 when nobody waits, 2 when somebody
  ;; may. Who waits: the next word counts sleepers, the one after the next two is the head of a wait list.
  (func (export "postSemaphore") (param $p i32) (param $n i32) (param $most i32) (result i32)
    (local $v i32) (local $found i32)
    (local.set $v (i32.atomic.load (local.get $p)))
    (loop $again
      (if (i32.gt_s (local.get $v) (i32.sub (local.get $most) (local.get $n))) (then (return (i32.const 0))))
      (local.set $found
        (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $v) (i32.add (local.get $v) (local.get $n))))
      (if (i32.eq (local.get $found) (local.get $v))
        (then
          (return
            (i32.add
              (i32.const 1)
              (i32.ne
                (i32.const 0)
                (i32.or
                  (i32.atomic.load offset=4 (local.get $p))
                  (i32.atomic.load offset=12 (local.get $p))))))))
      (local.set $v (local.get $found))
      (br $again))
    (unreachable))

  ;; looks up to $n times whether the word at $p has left the value $v: 1 when it has
  (func (export "spinWhile") (param $p i32) (param $v i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.atomic.load (local.get $p)) (local.get $v)) (then (return (i32.const 1))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
    (i32.const 0))

  ;; up to $n tries for the mutex, looking before each: 1 when it became ours
  (func (export "spinLock") (param $p i32) (param $me i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.eqz (i32.atomic.load (local.get $p)))
        (then
          (if (i32.eqz (i32.atomic.rmw.cmpxchg (local.get $p) (i32.const 0) (local.get $me)))
            (then (return (i32.const 1))))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
    (i32.const 0)))
