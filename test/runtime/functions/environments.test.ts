/** The same small program in every way that Node can be given one. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'nogil-functions-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const HARNESS = new URL('./harness.js', import.meta.url).href
const MEMORY = new URL('./shared-memory.js', import.meta.url).href

interface Outcome {
  readonly stdout: string
  readonly stderr: string
}

function node(args: readonly string[], input?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env }
    delete env['NODE_OPTIONS']
    const child = execFile(
      process.execPath,
      args,
      { cwd: folder, env, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`))
        else resolve({ stdout: stdout.trim(), stderr: stderr.trim() })
      },
    )
    child.stdin?.end(input ?? '')
  })
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Uses the names that the heads below give: Pool, Counter, readFileSync, path, helper, Box. */
const BODY = `
const K = 40
let changing = 1
const total = new Counter(0)
class Base { constructor(x) { this.x = x } hi() { return 'hi' + this.x } }
class Point extends Base { #s = 5; sum() { return this.x + this.#s + K } }
function local(n) { return n + K }
async function work(n) { await new Promise((r) => setTimeout(r, 1)); total.value++; return local(n) }
async function main() {
  const pool = new Pool(1)
  const out = []
  out.push(await pool.submit(work, 2), total.value)
  out.push(await pool.submit(() => readFileSync(process.execPath).length > 0))
  out.push(await pool.submit(() => path.join('a', 'b')))
  out.push(await pool.submit((n) => helper(n) + new Box(2).get(), 4))
  out.push(await pool.submit(() => { const p = new Point(2); return p.sum() + p.hi() + (p instanceof Base) }))
  const q = { z: 3 }
  out.push(await pool.submit((a) => q.z + a, 4))
  const f = () => changing
  out.push(await pool.submit(f)); changing = 2; out.push(await pool.submit(f))
  try { await pool.submit(() => { changing = 5 }) } catch (e) { out.push(/constant variable.*\`changing\` is a copy/.test(e.message)) }
  try { await pool.submit(() => { throw new Error('boom') }) } catch (e) { out.push(/(?:program|eval|stdin|thread)[^\\n]*:\\d+:\\d+/.exec(e.stack) ? 'placed' : e.stack) }
  await pool.close()
  console.log(out.join())
}
`
const ANSWER = '42,1,true,a/b,10,47hi2true,7,1,2,true,placed'

file(
  'library.mjs',
  'export const helper = (n) => n * 2\nexport class Box { #v; constructor(v) { this.#v = v } get() { return this.#v } }\n',
)
file(
  'library.cjs',
  'exports.helper = (n) => n * 2\nexports.Box = class Box { #v; constructor(v) { this.#v = v } get() { return this.#v } }\n',
)

const ESM = `import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { helper, Box } from './library.mjs'
import { Pool } from '${HARNESS}'
import { Counter } from '${MEMORY}'
${BODY}
await main()
`
const CJS = `const { readFileSync } = require('node:fs')
const path = require('path')
const { helper, Box } = require('./library.cjs')
let Pool, Counter
async function load() {
  ;({ Pool } = await import('${HARNESS}'))
  ;({ Counter } = await import('${MEMORY}'))
}
load().then(() => {
${BODY}
return main()
})
`

test('an ES module file', async () => {
  assert.deepEqual(await node([file('program.mjs', ESM)]), { stdout: ANSWER, stderr: '' })
})
test('a CommonJS file', async () => {
  assert.deepEqual(await node([file('program.cjs', CJS)]), { stdout: ANSWER, stderr: '' })
})
test('node -e', async () => {
  assert.deepEqual(await node(['-e', CJS]), { stdout: ANSWER, stderr: '' })
})
test('node --input-type=module -e', async () => {
  assert.deepEqual(await node(['--input-type=module', '-e', ESM]), { stdout: ANSWER, stderr: '' })
})
test('a script on standard input', async () => {
  assert.deepEqual(await node(['-'], CJS), { stdout: ANSWER, stderr: '' })
})
test('scripts at the top level of -e capture the functions and variables declared there', async () => {
  const script = `
const K = 1
function helper(n) { return n + K }
import('${HARNESS}').then(async ({ Pool }) => {
  const pool = new Pool(1)
  console.log(await pool.submit((n) => helper(n) + path.join('a', 'b') + typeof require('fs').readFileSync, 1))
  await pool.close()
})`
  assert.deepEqual(await node(['-e', script]), { stdout: '2a/bfunction', stderr: '' })
})
for (const flag of [
  '--disallow-code-generation-from-strings',
  '--frozen-intrinsics',
  '--jitless',
  '--disable-proto=delete',
  '--experimental-vm-modules',
  '--enable-source-maps',
]) {
  test(`an ES module file under ${flag}`, async () => {
    assert.equal((await node(['--no-warnings', flag, file('program-flag.mjs', ESM)])).stdout, ANSWER)
  })
}

test('the entry file is not run again by a thread, though a module that it imports imports it', async () => {
  file(
    'circular-job.mjs',
    "import { offset } from './program-circular.mjs'\nexport const job = (n) => n + offset\n",
  )
  const program = `import { job } from './circular-job.mjs'
import { Pool } from '${HARNESS}'
export const offset = 5
console.log('started')
const pool = new Pool(1)
console.log(await pool.submit(job, 1), await pool.submit(() => job(2)))
await pool.close()
`
  assert.deepEqual(await node([file('program-circular.mjs', program)]), {
    stdout: 'started\n6 7',
    stderr: '',
  })
})

test('a module that no thread can load is captured by source instead', async () => {
  file(
    'fragile.mjs',
    "import { isMainThread } from 'node:worker_threads'\nif (!isMainThread) throw new Error('main only')\nexport function twice(n) { return n * 2 }\n",
  )
  const program = `import { twice } from './fragile.mjs'
import { Pool } from '${HARNESS}'
const pool = new Pool(1)
console.log(await pool.submit((n) => twice(n), 4), await pool.submit(twice, 5))
await pool.close()
`
  assert.deepEqual(await node([file('program-fragile.mjs', program)]), { stdout: '8 10', stderr: '' })
})

test('code that a compiler made for old targets works: __awaiter, private fields in a WeakMap, (0, module.name)()', async () => {
  const program = `"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
  function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
  return new (P || (P = Promise))(function (resolve, reject) {
    function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
    function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
    function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var __classPrivateFieldGet = (this && this.__classPrivateFieldGet) || function (receiver, state, kind, f) { return kind === "m" ? f : kind === "a" ? f.call(receiver) : f ? f.value : state.get(receiver); };
var __importStar = (this && this.__importStar) || function (mod) { if (mod && mod.__esModule) return mod; var result = {}; for (var k in mod) if (k !== "default") result[k] = mod[k]; result["default"] = mod; return result; };
var _Secret_value;
Object.defineProperty(exports, "__esModule", { value: true });
exports.twice = void 0;
const node_fs_1 = require("node:fs");
const path = __importStar(require("node:path"));
const library_1 = require("./library.cjs");
class Secret { constructor(v) { _Secret_value.set(this, v); } get() { return __classPrivateFieldGet(this, _Secret_value, "f"); } }
_Secret_value = new WeakMap();
const twice = (n) => n * 2;
exports.twice = twice;
const main = (pool) => __awaiter(void 0, void 0, void 0, function* () {
  const out = [];
  out.push(yield pool.submit((n) => __awaiter(void 0, void 0, void 0, function* () { return (yield Promise.resolve(n)) + 1; }), 1));
  out.push(yield pool.submit(() => new Secret(5).get()));
  out.push(yield pool.submit(() => (0, node_fs_1.existsSync)('.') + path.join('a', 'b')));
  out.push(yield pool.submit(() => (0, library_1.helper)(2) + (0, exports.twice)(3)));
  const kept = new Secret(1);
  try { yield pool.submit(() => kept.get()); } catch (e) { out.push(/private fields/.test(e.message)); }
  console.log(out.join());
});
import(${JSON.stringify(HARNESS)}).then(({ Pool }) => { const pool = new Pool(1); return main(pool).then(() => pool.close()); });
`
  assert.deepEqual(await node([file('program-old.cjs', program)]), {
    stdout: '2,5,truea/b,10,true',
    stderr: '',
  })
})

test('functions in a bundle share and change the variables of the packages in it, as a module would', async () => {
  const program = `import { Pool } from '${HARNESS}'
// node_modules/counter/index.js
var calls = 0;
var table = [0, 0];
var ready = false;
function setUp() { table[0] = 5; ready = true; }
function count() { if (!ready) setUp(); calls++; table[1] += table[0]; return [calls, table.join()]; }
var Shape = class _Shape { static made = 0; constructor() { _Shape.made++; this.id = _Shape.made; } };
function make() { return new Shape().id; }
// program.js
let setting = 1;
const pool = new Pool(1);
const f = () => setting;
console.log(JSON.stringify([
  await pool.submit(() => count()), await pool.submit(() => count()), await pool.submit(() => make()),
  await pool.submit(f), (setting = 2), await pool.submit(f), calls, table,
]));
await pool.close();
`
  assert.deepEqual(await node([file('program-bundle.mjs', program)]), {
    stdout: '[[1,"5,5"],[2,"5,10"],1,1,2,2,0,[0,0]]',
    stderr: '',
  })
})

test('a module that no thread can load keeps its own state in the thread all the same', async () => {
  file(
    'stateful.mjs',
    "import { isMainThread } from 'node:worker_threads'\nif (!isMainThread) throw new Error('main only')\nlet n = 0\nconst log = []\nexport function next() { log.push(++n); return log.join() }\n",
  )
  const program = `import { next } from './stateful.mjs'
import { Pool } from '${HARNESS}'
const pool = new Pool(1)
console.log(await pool.submit(() => next()), await pool.submit(() => next()))
await pool.close()
`
  assert.deepEqual(await node([file('program-stateful.mjs', program)]), { stdout: '1 1,2', stderr: '' })
})

test('without the inspector a scope names what is captured, and imports and exported functions work', async () => {
  const [major = 0] = process.versions.node.split('.').map(Number)
  const permission = major >= 24 ? '--permission' : '--experimental-permission'
  const functionsUrl = new URL('../../../../dist/runtime/functions/index.js', import.meta.url).href
  const program = `import * as path from 'node:path'
import { helper } from './library.mjs'
import { giveScope } from '${functionsUrl}'
import { Pool } from '${HARNESS}'
import { Counter } from '${MEMORY}'
const K = 40
const total = new Counter(0)
const add = (n) => n + K
const job = (n) => { total.value++; return add(n) + helper(1) + path.join('a', 'b') }
const pool = new Pool(1)
let refused
try { pool.submit(job, 1) } catch (e) { refused = e.message }
giveScope(job, { K, total, add })
console.log(await pool.submit(job, 2), total.value, await pool.submit(helper, 3))
console.log(refused)
await pool.close()
`
  const { stdout } = await node([
    '--no-warnings',
    permission,
    '--allow-worker',
    '--allow-fs-read=*',
    file('program-permission.mjs', program),
  ])
  const [answer, refused] = stdout.split('\n')
  assert.equal(answer, '44a/b 1 6')
  assert.match(refused ?? '', /`total` cannot be seen.*scope: \{ total.*exports/)
})
