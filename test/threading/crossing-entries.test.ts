/**
 * Functions of the entry file run in threads, whatever kind of file it is: the same program as an ES module, as
 * TypeScript through `nogil run`, and as CommonJS.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Files } from '../support/program-text.ts'
import { runText } from '../support/program-text.ts'

/** Ends with the lines that EXPECTED holds; the types are erased for JavaScript. */
const BODY = `
const FACTOR = 3
let started = 'captured when it starts'
const table = { a: [1, 2], m: new Map([['k', 1n]]) }
const privateLock = new Lock()

function inThread(target, ...args) {
  const thread = new Thread({ target, args })
  thread.start()
  return thread.result()
}
const say = (...values) => console.log(...values)

// a function of the entry file, with a constant, a helper and recursion
function triple(n) { return n * FACTOR }
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
say('function', inThread(triple, 14), inThread(fib, 15))

// closures
const closureOver = (n) => () => [n, FACTOR, started, table.a.length, table.m.get('k')]
say('closure', ...inThread(closureOver(5)))

// imports of every kind
say('imports', inThread(() => [basename('/x/y.txt'), path.extname('z.md'), twice(4), answer, ns.twice(1), new Shape(2).area(), common.shout('hi')].join(' ')))

// captured classes, with inheritance, statics, accessors and private members
class Animal {
  static kingdom = 'animals'
  #secret = 'secret'
  constructor(name) { this.name = name }
  speak() { return this.name + ' speaks' }
  get hidden() { return this.#secret }
}
class Dog extends Animal {
  speak() { return super.speak() + ' woof' }
}
say('classes', inThread(() => { const dog = new Dog('Rex'); return [dog.speak(), dog.hidden, Dog.kingdom, dog instanceof Animal].join(' ') }))

// methods, bound and as they are
const counter = { step: 2, next(n) { return n + this.step } }
say('methods', inThread(counter.next.bind(counter), 1), inThread(() => counter.next(10)))

// generators and async functions
function* numbers(to) { for (let n = 0; n < to; n++) yield n * n }
async function later(n) { await null; return n + 1 }
async function* stream(to) { for (let n = 0; n < to; n++) { await null; yield n } }
say('generators', inThread(() => [...numbers(4)].join()), inThread(later, 1))
say('async', inThread(async () => { let sum = 0; for await (const n of stream(4)) sum += n; return sum + (await later(0)) }))

// functions of other modules, by reference, and a default export
say('exports', inThread(twice, 8), inThread(defaultFunction, 'x'), inThread(ns.twice, 2), inThread(Shape.unit))

// the same lock, and mutual recursion with late bindings
privateLock.acquire()
const even = (n) => n === 0 || odd(n - 1)
const odd = (n) => n !== 0 && even(n - 1)
say('lock', inThread(() => privateLock.locked()), inThread(even, 10))

// defaults, rest, destructuring, templates, optional chaining, regular expressions, this-less arrows
say('syntax', inThread(({ a, ...rest }, [b = FACTOR] = [], ...more) => \`\${a} \${Object.keys(rest)} \${b} \${more.length} \${/x+/u.exec('axx')?.[0]}\`, { a: 1, z: 2 }, [], 4, 5))
say('file', inThread(() => FILE()))
`

const EXPECTED = `function 42 610
closure 5 3 captured when it starts 2 1n
imports y.txt .md 8 42 2 4 HI
classes Rex speaks woof secret animals true
methods 3 12
generators 0,1,4,9 2
async 7
exports 16 default x 4 1
lock true true
syntax 1 z 3 2 xx
`

const ESM_IMPORTS = (extension: string): string => `
import { basename } from 'node:path'
import path from 'node:path'
import { Lock, Thread } from 'nogil'
import defaultFunction, { answer, Shape, twice } from './library.${extension}'
import * as ns from './library.${extension}'
import common from './common.cjs'
`

const LIBRARY = `
export const answer = 42
export function twice(n) { return n * 2 }
export class Shape {
  constructor(side) { this.side = side }
  area() { return this.side ** 2 }
  static unit() { return new Shape(1).area() }
}
export default function (text) { return 'default ' + text }
`
const COMMON = `exports.shout = (text) => text.toUpperCase()`

/** Types where TypeScript demands nothing: the bodies are the same, so that what they print must be. */
const typed = (text: string): string =>
  text
    .replace('function triple(n)', 'function triple(n: number): number')
    .replace('const closureOver = (n) =>', 'const closureOver = (n: number): (() => unknown[]) =>')

const PROGRAMS: Readonly<Record<string, Files>> = {
  'ES module': {
    'main.mjs': `${ESM_IMPORTS('mjs')}const FILE = () => import.meta.url.split('/').pop()${BODY}`,
    'library.mjs': LIBRARY,
    'common.cjs': COMMON,
  },
  TypeScript: {
    'main.ts': typed(
      `${ESM_IMPORTS('ts')}const FILE = (): string => import.meta.url.split('/').pop() as string${BODY}`,
    ),
    'library.ts': LIBRARY.replace('constructor(side)', 'side: number\n  constructor(side: number)'),
    'common.cjs': COMMON,
  },
  CommonJS: {
    'main.cjs': `
const { basename } = require('node:path')
const path = require('node:path')
const { Lock, Thread } = require('nogil')
const ns = require('./library.cjs')
const { answer, default: defaultFunction, Shape, twice } = ns
const common = require('./common.cjs')
const FILE = () => __filename.split('/').pop()${BODY}`,
    'library.cjs': `${LIBRARY.replaceAll(/^export (?=const|function|class)/gm, '').replace('export default function', 'exports.default = function')}
Object.assign(exports, { answer, twice, Shape })`,
    'common.cjs': COMMON,
  },
}

/** `require('nogil')` needs a Node whose require() loads ES modules. */
const requiresModules = (process.features as { require_module?: boolean }).require_module === true

for (const [kind, files] of Object.entries(PROGRAMS)) {
  const skip = kind === 'CommonJS' && !requiresModules ? 'this Node cannot require() an ES module' : false
  test(`every kind of function crosses from an entry file that is ${kind}`, { skip }, async () => {
    const { stdout, stderr, code } = await runText(`entry-${kind.replaceAll(' ', '-')}`, files)
    assert.equal(stderr, '')
    assert.equal(stdout, `${EXPECTED}file ${Object.keys(files)[0]}\n`)
    assert.equal(code, 0)
  })
}
