import { Thread } from 'nogil'

const thread = new Thread({ target: (n) => n * 2, args: [21] })
thread.start()
console.log(thread.result())
