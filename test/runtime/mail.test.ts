/** What waits for mail hears of it, and not before it is ready. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { appear, loadCore, openArena } from '../core/shared-words.ts'

const core = await loadCore()
const mail = await import('#dist/runtime/mail.js')
const { become } = await import('#dist/runtime/self.js')

/** A waiter of this thread that is signalled with `code` before anybody listens. */
function signalledWaiter(code: number): { readonly list: number; readonly waiter: number } {
  openArena(core, 'wasm')
  const block = appear(core, 7)
  become(block)
  const list = core.arena.allocateZeroed(16)
  const waiter = core.waitList.enlist(list, block, 7)
  assert.equal(core.waitList.signalAll(list, 7, code), 1)
  return { list, waiter }
}

test('a signal that came before is told after onSignal() has returned, not inside of it', async () => {
  const { list, waiter } = signalledWaiter(5)
  let told = 0
  const heard = new Promise<void>((resolve) => {
    mail.onSignal(list, waiter, (code) => {
      told = code
      resolve()
    })
  })
  assert.equal(told, 0)
  await heard
  assert.equal(told, 5)
})

test('what is awaited is taken once, though its signal comes while it is being taken', async () => {
  const { awaitOn } = await import('#dist/runtime/async-wait.js')
  openArena(core, 'wasm')
  const block = appear(core, 7)
  become(block)
  const list = core.arena.allocateZeroed(16)
  let free = 0
  let taken = 0
  const attempt = (): boolean => {
    if (free === 0) {
      // the next attempt comes after the enlisting
      free = 2
      return false
    }
    core.waitList.signalAll(list, 7)
    free -= 1
    taken += 1
    return true
  }
  assert.equal(await awaitOn(list, attempt, { timeoutMs: Infinity, signal: undefined }), true)
  assert.equal(taken, 1)
})
