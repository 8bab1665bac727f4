/** Logging from several threads, as programs of their own: what they print is the result. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

function run(name: string): { stdout: string[]; stderr: string[] } {
  const program = fileURLToPath(new URL(`twins/${name}.js`, import.meta.url))
  const child = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 60_000 })
  assert.equal(child.status, 0, `${name} ended with ${child.status ?? child.signal}: ${child.stderr}`)
  const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
  return { stdout: lines(child.stdout), stderr: lines(child.stderr) }
}

test('what one thread configures holds in every thread', () => {
  const { stdout, stderr } = run('threads-share-configuration')
  assert.deepEqual(stdout, [
    'A INFO main configured this',
    'B INFO a captured logger is the same logger',
    'MainThread WARNING a thread allowed this',
    '[tag] E THROUGH CLASSES OF THE PROGRAM',
    '[tag] G FILTERED 2',
    '[tag] G FILTERED 3',
    '[tag] H NOT FILTERED 1',
    'handler of a thread: used by main',
    'MainThread NOTICE named by a thread',
    'L INFO values by name',
  ])
  const report = stderr.filter((line) => !line.startsWith('    at '))
  assert.deepEqual(report, [
    '--- Logging error ---',
    'TypeError: %d format: a real number is required, not string',
    'Call stack:',
    "Message: 'bad %d'",
    "Arguments: ('x',)",
  ])
})

test('threads that share a file lose and tear no line, also when it rotates', () => {
  assert.deepEqual(run('threads-share-files').stdout, [
    'plain 1000 whole True in order True',
    'turn 1000 whole True in order True',
    'rotated True none too long True',
    'e after main closed the file',
  ])
})

test('records of a thread are out while main is blocked in join()', () => {
  assert.deepEqual(run('threads-while-main-blocks').stderr, [
    'Main    : before creating thread',
    'Main    : before running thread',
    'Thread 1: starting',
    'Thread 1: finishing',
    'Main    : all done',
  ])
})

test('a handler that cannot leave its thread gets the records of others there, once main is free', () => {
  const { stdout, stderr } = run('threads-cannot-share')
  const atOnce = ['secret 1 from main', 'secret 2 main still can', '2']
  assert.deepEqual(stdout, [...atOnce, 'secret 3 from a thread', 'secret 4 again', '4'])
  assert.deepEqual(stderr, [])
})
