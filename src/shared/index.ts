/**
 * Objects in memory that threads share: numbers, arrays, records, maps, sets, lists.
 *
 * @module nogil/shared
 */
export { AtomicBigInt64 } from './atomic-bigint64.ts'
export { AtomicBoolean } from './atomic-boolean.ts'
export { AtomicFloat64 } from './atomic-float64.ts'
export { AtomicInt32 } from './atomic-int32.ts'
export { AtomicUint32 } from './atomic-uint32.ts'
export type { AtomicObject } from './atomic-object.ts'
export type { WaitOutcome } from '../core/atomic-value.ts'
export { SharedArray, SharedBytes } from './shared-array.ts'
export type { Shared } from './shared-array.ts'
export { Value } from './value.ts'
export type { ValueOptions } from './value.ts'
export type { TypeName, TypeValue } from './number-types.ts'
export { record } from './record.ts'
export type { AtomicFields, RecordClass, RecordOf } from './record.ts'
export type { FieldTypes } from './record-layout.ts'
export type { RecordArray } from './record-array.ts'
export type { AtomicField } from './atomic-field.ts'
export { SharedMap } from './shared-map.ts'
export { SharedSet } from './shared-set.ts'
export { SharedList } from './shared-list.ts'
export { dispose, shared, update } from './shared-object.ts'
