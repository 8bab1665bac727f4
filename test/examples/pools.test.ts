/** The examples of work that computes and of work that waits come to the same results as their Python twins. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'
import type { Seen } from '../support/recorded-twin.ts'
import { allowMs } from '../support/watchdog.ts'

/** How long each way takes is no part of it. */
function untimed(seen: Seen): Seen {
  return { ...seen, lines: seen.lines.map((line) => line.replace(/ \(\d+ ms\)$/, '')) }
}

test('fibonacci: the numbers are the same one after another and on a pool, as in Python', async () => {
  allowMs(60_000)
  const args = ['15', '20']
  const python = await pythonSeen('examples/fibonacci', { args }, untimed)
  assert.deepEqual(untimed(seenOf(await runTypeScript('examples/fibonacci.ts', { args }))), python)
  assert.equal(python.lines.length, 2)
})

test('download: 160 pages come whole in each of four ways, as in Python', async () => {
  allowMs(120_000)
  let served = 0
  const server = createServer((request, response) => {
    served += 1
    response.end('x'.repeat(Number(request.url?.split('/').at(-1)) + 1))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const args = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`]
    const python = await pythonSeen('examples/download', { args, timeout: 50_000 }, untimed)
    served = 0
    const ran = await runTypeScript('examples/download.ts', { args, timeout: 50_000 })
    assert.deepEqual(untimed(seenOf(ran)), python)
    assert.equal(served, 4 * 160)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
