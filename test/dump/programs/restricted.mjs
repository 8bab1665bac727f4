import { dumpText, Lock, Thread, threadReports } from 'nogil'

const lock = new Lock()
lock.acquire()
new Thread({ target: () => lock.acquire(), scope: { lock }, daemon: true }).start()
while (!threadReports().some(({ state }) => state === 'waiting'));
console.log(dumpText())
process.exit()
