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
    (i32.const 0))

  ;; ---- maps and sets: the steps of core/keyed-steps.ts, which says what they do; each is whole, as nothing ends a
  ;; thread between two instructions here. Offsets are those of core/data-layout.ts.

  ;; whether the slot at $p says the value of the four words
  (func $says (param $p i32) (param $a i32) (param $b i32) (param $c i32) (param $d i32) (result i32)
    (local $kind i32) (local $q i32) (local $n i32)
    (if (i32.ne (i32.atomic.load (local.get $p)) (local.get $a)) (then (return (i32.const 0))))
    (if (i32.ne (i32.atomic.load offset=8 (local.get $p)) (local.get $c)) (then (return (i32.const 0))))
    (if (i32.ne (i32.atomic.load offset=12 (local.get $p)) (local.get $d)) (then (return (i32.const 0))))
    (local.set $q (i32.atomic.load offset=4 (local.get $p)))
    (if (i32.eq (local.get $q) (local.get $b)) (then (return (i32.const 1))))
    (local.set $kind (i32.and (local.get $a) (i32.const 255)))
    (if (i32.eq (local.get $kind) (i32.const 13)) (then (return (i32.const 1))))
    (if (i32.or
          (i32.lt_u (local.get $kind) (i32.const 9))
          (i32.gt_u (local.get $kind) (i32.const 11)))
      (then (return (i32.const 0))))
    ;; the words may be those of two keys by now, and $q no address at all
    (if (i64.gt_u
          (i64.add (i64.extend_i32_u (local.get $q)) (i64.add (i64.extend_i32_u (local.get $c)) (i64.const 4)))
          (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
      (then (return (i32.const 0))))
    (block $same
      (loop $again
        (br_if $same (i32.ge_u (local.get $n) (local.get $c)))
        (if (i32.ne
              (i32.atomic.load8_u offset=4 (i32.add (local.get $q) (local.get $n)))
              (i32.atomic.load8_u offset=4 (i32.add (local.get $b) (local.get $n))))
          (then (return (i32.const 0))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $again)))
    (i32.const 1))

  (func $seek (param $map i32) (param $h i32) (param $a i32) (param $b i32) (param $c i32) (param $d i32) (result i32)
    (local $seq i32) (local $index i32) (local $mask i32) (local $n i32) (local $e i32)
    (local.set $seq (i32.atomic.load offset=64 (local.get $map)))
    (local.set $index (i32.atomic.load offset=68 (local.get $map)))
    (local.set $mask (i32.atomic.load offset=72 (local.get $map)))
    (if (i32.and (local.get $seq) (i32.const 1)) (then (return (i32.const 1))))
    (if (i32.ne (i32.atomic.load offset=64 (local.get $map)) (local.get $seq)) (then (return (i32.const 1))))
    (local.set $n (i32.and (local.get $h) (local.get $mask)))
    (loop $again
      (local.set $e (i32.atomic.load (i32.add (local.get $index) (i32.shl (local.get $n) (i32.const 2)))))
      ;; the index may have been freed before it was read
      (if (i32.ne (i32.atomic.load offset=64 (local.get $map)) (local.get $seq)) (then (return (i32.const 1))))
      (if (i32.eqz (local.get $e)) (then (return (i32.const 0))))
      (if (i32.ne (local.get $e) (i32.const 1))
        (then
          (if (i32.eq (i32.atomic.load offset=32 (local.get $e)) (local.get $h))
            (then
              (if (call $says (local.get $e) (local.get $a) (local.get $b) (local.get $c) (local.get $d))
                (then (return (local.get $e))))))))
      (local.set $n (i32.and (i32.add (local.get $n) (i32.const 1)) (local.get $mask)))
      (br $again))
    (unreachable))

  (func (export "readKey")
    (param $map i32) (param $h i32) (param $a i32) (param $b i32) (param $c i32) (param $d i32) (param $out i32)
    (result i32)
    (local $seq i32) (local $e i32) (local $v i32) (local $low i64) (local $high i64)
    (local.set $seq (i32.atomic.load offset=64 (local.get $map)))
    (local.set $e
      (call $seek (local.get $map) (local.get $h) (local.get $a) (local.get $b) (local.get $c) (local.get $d)))
    (if (i32.le_u (local.get $e) (i32.const 1)) (then (return (local.get $e))))
    (local.set $v (i32.atomic.load offset=40 (local.get $e)))
    (if (i32.and (local.get $v) (i32.const 1)) (then (return (i32.const 1))))
    (if (i32.eqz (call $says (local.get $e) (local.get $a) (local.get $b) (local.get $c) (local.get $d)))
      (then (return (i32.const 1))))
    (local.set $low (i64.atomic.load offset=16 (local.get $e)))
    (local.set $high (i64.atomic.load offset=24 (local.get $e)))
    (if (i32.ne (i32.atomic.load offset=40 (local.get $e)) (local.get $v)) (then (return (i32.const 1))))
    (if (i32.ne (i32.atomic.load offset=64 (local.get $map)) (local.get $seq)) (then (return (i32.const 1))))
    (if (i32.ge_u (i32.and (i32.wrap_i64 (local.get $low)) (i32.const 255)) (i32.const 9))
      (then (return (i32.const 3))))
    (i64.store (local.get $out) (local.get $low))
    (i64.store offset=8 (local.get $out) (local.get $high))
    (i32.const 2))

  (func (export "lockKey")
    (param $map i32) (param $h i32) (param $a i32) (param $b i32) (param $c i32) (param $d i32) (param $me i32)
    (result i32)
    (local $seq i32) (local $e i32)
    (local.set $seq (i32.atomic.load offset=64 (local.get $map)))
    (local.set $e
      (call $seek (local.get $map) (local.get $h) (local.get $a) (local.get $b) (local.get $c) (local.get $d)))
    (if (i32.le_u (local.get $e) (i32.const 1)) (then (return (local.get $e))))
    (if (i32.atomic.rmw.cmpxchg offset=36 (local.get $e) (i32.const 0) (local.get $me))
      (then (return (i32.or (local.get $e) (i32.const 1)))))
    (if (i32.eq (i32.atomic.load offset=64 (local.get $map)) (local.get $seq))
      (then
        (if (call $says (local.get $e) (local.get $a) (local.get $b) (local.get $c) (local.get $d))
          (then (return (local.get $e))))))
    (i32.or (local.get $e) (i32.const 2)))

  (func $words (param $a i32) (param $b i32) (result i64)
    (i64.or (i64.extend_i32_u (local.get $a)) (i64.shl (i64.extend_i32_u (local.get $b)) (i64.const 32))))

  (func (export "writeEntry") (param $e i32) (param $a i32) (param $b i32) (param $c i32) (param $d i32)
    (local $v i32)
    ;; a half that stays as it is can be read with either other half
    (if (i64.eq (i64.atomic.load offset=24 (local.get $e)) (call $words (local.get $c) (local.get $d)))
      (then
        (i64.atomic.store offset=16 (local.get $e) (call $words (local.get $a) (local.get $b)))
        (return)))
    (local.set $v (i32.or (i32.atomic.load offset=40 (local.get $e)) (i32.const 1)))
    (i32.atomic.store offset=40 (local.get $e) (local.get $v))
    (i64.atomic.store offset=16 (local.get $e) (call $words (local.get $a) (local.get $b)))
    (i64.atomic.store offset=24 (local.get $e) (call $words (local.get $c) (local.get $d)))
    (i32.atomic.store offset=40 (local.get $e) (i32.add (local.get $v) (i32.const 1))))

  (func (export "appendEntry")
    (param $map i32) (param $at i32) (param $e i32) (param $h i32)
    (param $a i32) (param $b i32) (param $c i32) (param $d i32)
    (param $va i32) (param $vb i32) (param $vc i32) (param $vd i32)
    (local $v i32)
    (local.set $v (i32.or (i32.atomic.load offset=40 (local.get $e)) (i32.const 1)))
    (i32.atomic.store offset=40 (local.get $e) (local.get $v))
    (i64.atomic.store offset=16 (local.get $e) (call $words (local.get $va) (local.get $vb)))
    (i64.atomic.store offset=24 (local.get $e) (call $words (local.get $vc) (local.get $vd)))
    (i32.atomic.store offset=32 (local.get $e) (local.get $h))
    (i64.atomic.store offset=8 (local.get $e) (call $words (local.get $c) (local.get $d)))
    (i64.atomic.store (local.get $e) (call $words (local.get $a) (local.get $b)))
    (i32.atomic.store offset=40 (local.get $e) (i32.add (local.get $v) (i32.const 1)))
    (i32.atomic.store (local.get $at) (local.get $e))
    (i32.atomic.store offset=24 (local.get $map) (i32.add (i32.atomic.load offset=24 (local.get $map)) (i32.const 1)))
    (i32.atomic.store offset=28 (local.get $map) (i32.add (i32.atomic.load offset=28 (local.get $map)) (i32.const 1)))
    (i32.atomic.store offset=20 (local.get $map) (i32.add (i32.atomic.load offset=20 (local.get $map)) (i32.const 1))))

  (func (export "removeEntry") (param $map i32) (param $at i32) (param $e i32) (local $v i32)
    (local.set $v (i32.or (i32.atomic.load offset=40 (local.get $e)) (i32.const 1)))
    (i32.atomic.store offset=40 (local.get $e) (local.get $v))
    (i32.atomic.store (local.get $e) (i32.const 0))
    (i32.atomic.store offset=40 (local.get $e) (i32.add (local.get $v) (i32.const 1)))
    (i32.atomic.store (local.get $at) (i32.const 1))
    (i32.atomic.store offset=20 (local.get $map) (i32.sub (i32.atomic.load offset=20 (local.get $map)) (i32.const 1))))

  (func (export "moveEntry") (param $from i32) (param $to i32) (param $at i32)
    (i64.atomic.store offset=16 (local.get $to) (i64.atomic.load offset=16 (local.get $from)))
    (i64.atomic.store offset=24 (local.get $to) (i64.atomic.load offset=24 (local.get $from)))
    (i32.atomic.store offset=32 (local.get $to) (i32.atomic.load offset=32 (local.get $from)))
    (i64.atomic.store offset=8 (local.get $to) (i64.atomic.load offset=8 (local.get $from)))
    (i64.atomic.store (local.get $to) (i64.atomic.load (local.get $from)))
    (i32.atomic.store (local.get $from) (i32.const 0))
    (i32.atomic.store (local.get $at) (local.get $to)))

  (func (export "installIndex")
    (param $map i32) (param $index i32) (param $mask i32) (param $used i32) (param $filled i32) (param $count i32)
    (local $seq i32)
    (local.set $seq (i32.atomic.load offset=64 (local.get $map)))
    (i32.atomic.store offset=64 (local.get $map) (i32.or (local.get $seq) (i32.const 1)))
    (i32.atomic.store offset=68 (local.get $map) (local.get $index))
    (i32.atomic.store offset=72 (local.get $map) (local.get $mask))
    (i32.atomic.store offset=24 (local.get $map) (local.get $used))
    (i32.atomic.store offset=28 (local.get $map) (local.get $filled))
    (i32.atomic.store offset=20 (local.get $map) (local.get $count))
    ;; it stays odd where the entries were frozen before
    (i32.atomic.store offset=64 (local.get $map)
      (i32.add (local.get $seq) (i32.shl (i32.eqz (i32.and (local.get $seq) (i32.const 1))) (i32.const 1)))))
)
