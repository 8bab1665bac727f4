// Eight threads that wait for a lock, then eight idle carriers: CPU time and memory of the process meanwhile, as JSON.
import { readFileSync } from 'node:fs'
import { Lock, sleep, Thread } from 'nogil'

const THREADS = 8
const SETTLE_MS = 300
const WATCH_MS = 1000
const gate = new Lock()

/** Resident memory that is the process's alone, in MB. */
function megabytes() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024
}

/** Percent of one core that the whole process uses while the main thread sleeps. */
function cpuAsleep() {
  const { user, system } = process.cpuUsage()
  const began = performance.now()
  sleep(WATCH_MS)
  const used = process.cpuUsage({ user, system })
  return (used.user + used.system) / 10 / (performance.now() - began)
}

function passGate(n) {
  gate.acquire()
  gate.release()
  return n
}

const bare = megabytes()
gate.acquire()
const threads = Array.from({ length: THREADS }, (_, n) => new Thread({ target: passGate, args: [n] }))
threads[0].start()
sleep(SETTLE_MS)
const one = megabytes()
for (const thread of threads.slice(1)) thread.start()
sleep(SETTLE_MS)
const each = (megabytes() - one) / (THREADS - 1)
const blocked = cpuAsleep()
gate.release()
const results = threads.map((thread) => thread.result()).join()
sleep(SETTLE_MS)
const idle = cpuAsleep()
console.log(JSON.stringify({ results, first: one - bare, each, blocked, idle }))
