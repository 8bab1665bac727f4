/** What users read in errors and inspected values: the classes have the names they are exported under. */
import assert from 'node:assert/strict'
import test from 'node:test'
import * as logging from 'nogil/logging'
import * as threading from 'nogil'

test('every exported class and function has the name it is exported under', () => {
  const exported = [...Object.entries(threading), ...Object.entries(logging)]
  const callable = exported.filter(([, value]) => typeof value === 'function')
  const renamed = callable.filter(([name, value]) => (value as { name: string }).name !== name)
  assert.ok(callable.length > 40)
  assert.deepEqual(
    renamed.map(([name]) => name),
    [],
  )
})
