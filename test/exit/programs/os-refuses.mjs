/** Case w: the system has no files left for another OS thread, for the first one and for a later one. */
import { closeSync, openSync } from 'node:fs'
import { activeCount, Lock, Thread } from 'nogil'

const open = []

function takeAllFilesBut(left) {
  try {
    for (;;) open.push(openSync('/dev/null', 'r'))
  } catch {
    for (let n = 0; n < left; n++) closeSync(open.pop())
  }
}

function giveFilesBack() {
  for (const file of open.splice(0)) closeSync(file)
}

function tryToRun(what) {
  const thread = new Thread({ target: () => 'ran' })
  try {
    thread.start()
    console.log(`${what}:`, thread.result())
  } catch (error) {
    console.log(`${what}:`, error.name, error.message.split(':')[0], String(thread))
  }
  console.log('active', activeCount())
  return thread
}

takeAllFilesBut(Number(process.argv[2]))
const refused = tryToRun('first')
giveFilesBack()
refused.start()
console.log('again:', refused.result())

const gate = new Lock()
gate.acquire()
const threads = []
/** Starts threads that wait at the gate. @returns the error that ended that. */
function startUpTo(count) {
  for (let n = 0; n < count; n++) {
    const thread = new Thread({ target: () => (gate.acquire(), gate.release()) })
    try {
      thread.start()
    } catch (error) {
      return error
    }
    threads.push(thread)
  }
  return undefined
}

startUpTo(6)
takeAllFilesBut(0)
// a spare carrier or two may still be had
const failure = startUpTo(20)
console.log('refused:', failure?.name, failure?.message.split(':')[0])
console.log('active', activeCount() - 1 - threads.length)
giveFilesBack()
gate.release()
for (const thread of threads) thread.join()
tryToRun('last')
