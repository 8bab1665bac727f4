/** `AsyncLocalStorage` in the callbacks of futures. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import test from 'node:test'
import { Thread } from 'nogil'
import { Future } from 'nogil/futures'

const storage = new AsyncLocalStorage<string>()

test('callbacks run in the context of their registration, whoever finishes the future', async () => {
  for (const finishes of ['here', 'elsewhere']) {
    const future = new Future<number>()
    const seen: (string | undefined)[] = []
    const added = ['first', 'second'].map((name) =>
      storage.run(
        name,
        () =>
          new Promise<void>((resolve) =>
            future.addDoneCallback(() => resolve(void seen.push(storage.getStore()))),
          ),
      ),
    )
    const chained = storage.run('chained', () => future.then(() => storage.getStore()))
    if (finishes === 'here') storage.run('finisher', () => future.setResult(1))
    else new Thread({ target: (its: Future<number>) => its.setResult(1), args: [future] }).start()
    await Promise.all(added)
    assert.deepEqual(seen, ['first', 'second'])
    assert.equal(await chained, 'chained')
  }
})
