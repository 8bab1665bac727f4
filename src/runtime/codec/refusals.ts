/**
 * Why a value cannot cross, and what to do instead: the texts of the codec's CaptureErrors.
 */
import { isGeneratorObject, isPromise, isWeakMap, isWeakSet } from '../../platform/value-types.ts'
import type { Encoder } from './encoder.ts'

/** The reason to refuse `v` whatever its class is, or undefined when its class has to decide. */
export function whyRefused(v: object): string | undefined {
  if (isPromise(v)) return 'it is a Promise, which belongs to the event loop of this thread; await it first'
  if (isWeakMap(v)) return 'it is a WeakMap, whose entries cannot be listed; send a Map'
  if (isWeakSet(v)) return 'it is a WeakSet, whose items cannot be listed; send a Set'
  if (v instanceof WeakRef) return 'it is a WeakRef; send what deref() gives'
  if (v instanceof FinalizationRegistry) return 'it is a FinalizationRegistry, which belongs to this thread'
  if (isGeneratorObject(v)) {
    return 'it is a running generator; send the generator function, or the items as an array'
  }
  const tag: unknown = (v as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  if (typeof tag === 'string' && tag.endsWith(' Iterator'))
    return `it is an iterator (${tag}); send an array of its items`
  return undefined
}

export function refuseProxy(to: Encoder): never {
  return to.refuse(
    'it is a Proxy, whose handler belongs to this thread; send a plain copy such as `{ ...it }`',
  )
}

export function whyNoFunction(f: Function): string {
  if (/^class\b/.test(Function.prototype.toString.call(f))) {
    return `it is the class ${f.name}, and classes cannot cross here; send plain data`
  }
  const name = f.name === '' ? 'a function' : `the function ${f.name}`
  return `it is ${name}, and functions cannot cross here; send the data it needs`
}

export function whyNoInstance(v: object): string {
  const name = className(v)
  return name === undefined
    ? 'its prototype is no class that another thread could have; send a plain object such as `{ ...it }`'
    : `it is an instance of the class ${name}, and classes cannot cross here; send a plain object such as \`{ ...it }\``
}

/** The name of an object's class, or undefined where it has none. */
function className(v: object): string | undefined {
  const owner: unknown = (v as { constructor?: unknown }).constructor
  return typeof owner === 'function' && owner.name !== '' ? owner.name : undefined
}
