/**
 * What a Local must do, after CPython's Lib/test/test_threading_local.py (BaseLocalTest; its names in the titles).
 *
 * Left out: test_derived_cycle_dealloc, test_threading_local_clear_race and test_error are about CPython's own memory.
 */
import assert from 'node:assert/strict'
import { Lock } from 'nogil'
import type { Local } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { collectGarbage } from '../support/garbage.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import { Counted, countWatched, Forgetful, Plain, watched } from './local-classes.ts'

/** What the suite runs on. */
export interface LocalKit {
  makeLocal<T extends object = Record<string, unknown>>(...args: unknown[]): Local<T>
  makeThread(target: () => unknown): LocalThread
}

export interface LocalThread extends JoinableThread {
  result(options?: { readonly timeout?: number }): unknown
  resultAsync(): Promise<unknown>
}

export type LocalCase = (kit: LocalKit) => void | Promise<void>

function elsewhere({ makeThread }: LocalKit, target: () => unknown): unknown {
  const thread = makeThread(target)
  thread.start()
  return thread.result({ timeout: 10_000 })
}

async function elsewhereAsync({ makeThread }: LocalKit, target: () => unknown): Promise<unknown> {
  const thread = makeThread(target)
  thread.start()
  return thread.resultAsync()
}

/** CPython's _test_one_class: three threads that set an attribute of their own, and see no other's. */
function assertIsolated(kit: LocalKit, local: Local<{ x?: number }>): void {
  const gate = new Lock()
  const counts = makeWords()
  const [WRONG, DONE] = [0, 1]
  gate.acquire()
  assert.equal(local.x, undefined)
  local.x = -1
  const bunch = new Bunch(3, (index) =>
    kit.makeThread(() => {
      if (local.x !== undefined || 'x' in local) addTo(counts, WRONG, 1)
      local.x = index
      gate.acquire()
      gate.release()
      if (local.x !== index) addTo(counts, WRONG, 1)
      addTo(counts, DONE, 1)
    }),
  )
  bunch.run(() => gate.release())
  assert.deepEqual([read(counts, WRONG), read(counts, DONE)], [0, 3])
  assert.equal(local.x, -1)
}

export const localCases: Readonly<Record<string, LocalCase>> = {
  async 'test_local_refs: the values of threads that have ended are let go'(kit) {
    const local = kit.makeLocal<{ value?: object }>()
    let looks = 0
    for (let n = 0; n < 12; n++) {
      // each carrier knows its own values: whoever comes to one looks for what those before it there have left
      const [all, alive] = (await elsewhereAsync(kit, async () => {
        await collectGarbage()
        const left = countWatched()
        local.value = watched({})
        return left
      })) as [number, number]
      assert.equal(alive, 0)
      if (all > 0) looks += 1
    }
    assert.ok(looks > 0)
  },

  async 'test_cycle_collection: a value that refers to its Local keeps neither'(kit) {
    const weak = ((): WeakRef<object> => {
      const local = kit.makeLocal()
      local['self'] = { local }
      const value = { local }
      local['other'] = value
      return new WeakRef(value)
    })()
    // until the next start of a thread the stack of a construction is kept, for finding module-level twins
    elsewhere(kit, () => {})
    await collectGarbage()
    assert.equal(weak.deref(), undefined)
  },

  'test_derived: the constructor of a subclass runs once in each thread, and values are apart'(kit) {
    const local = new Counted(5)
    local.x = 'main'
    const bunch = new Bunch(10, (index) =>
      kit.makeThread(() => {
        const first = [local.x, local.made, local.list.length, local instanceof Counted]
        local.x = `thread ${index}`
        local.list.push(index)
        local.made += 1
        assert.deepEqual(
          [first, local.x, local.list, local.made],
          [['made 5', 1, 0, true], `thread ${index}`, [index], 2],
        )
      }),
    )
    bunch.run()
    for (const thread of bunch.threads) (thread as LocalThread).result()
    assert.deepEqual([local.x, local.made, local.list], ['main', 1, []])
  },

  'test_arguments: arguments need the constructor of a subclass'({ makeLocal }) {
    const error = { name: 'TypeError', message: 'Initialization arguments are not supported' }
    assert.throws(() => makeLocal(1), error)
    assert.throws(() => makeLocal(undefined), error)
    assert.throws(() => new Plain(1), error)
    assert.equal(new Counted(1).x, 'made 1')
  },

  'test_arguments: a constructor that keeps its arguments from super() is refused'() {
    // in another thread they could not be given again
    assert.throws(() => new Forgetful(1), { name: 'TypeError', message: /Forgetful .* super\(\)/ })
  },

  'test_threading_local: what one thread sets is absent in another'(kit) {
    assertIsolated(kit, kit.makeLocal())
  },

  'test_threading_local_subclass: and with a subclass that adds nothing'(kit) {
    assertIsolated(kit, new Plain() as Local<{ x?: number }>)
  },

  'test_dict_attribute: the attributes can be listed, spread and deleted'(kit) {
    const local = kit.makeLocal<Record<string, number>>()
    local['x'] = 5
    local['y'] = 6
    assert.deepEqual(Object.entries(local), [
      ['x', 5],
      ['y', 6],
    ])
    assert.deepEqual({ ...local }, { x: 5, y: 6 })
    assert.equal('x' in local, true)
    delete local['x']
    assert.equal('x' in local, false)
    assert.deepEqual(Object.keys(local), ['y'])
    assert.deepEqual(
      elsewhere(kit, () => Object.keys(local)),
      [],
    )
  },

  'test_dict_attribute: what the attributes live in can be neither frozen nor replaced'({ makeLocal }) {
    const local = makeLocal()
    assert.throws(() => Object.freeze(local), TypeError)
    assert.throws(() => Object.setPrototypeOf(local, null) as unknown, TypeError)
    local['x'] = 1
    assert.equal(local['x'], 1)
  },

  'test_dict_attribute_subclass: and with a subclass'(kit) {
    const local = new Counted(3)
    assert.deepEqual({ ...local }, { made: 1, list: [], x: 'made 3' })
    assert.throws(() => Object.freeze(local), TypeError)
    assert.deepEqual(
      elsewhere(kit, () => ({ ...local })),
      { made: 1, list: [], x: 'made 3' },
    )
  },
}
