/** URL of the module that has all of `nogil/queue`: what a thread loads when a queue crosses to it. */
export const QUEUE_MODULE: string = new URL('./index.js', import.meta.url).href
