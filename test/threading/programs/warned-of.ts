// A lock taken twice by the only thread that has it; another thread ends the program in the end.
import { _exit, Lock, sleep, Thread } from 'nogil'

new Thread({ target: () => (sleep(900), _exit(7)) }).start()
const lock = new Lock()
lock.acquire()
lock.acquire()
console.log('not reached')
