/** URL of the module that has all of `nogil/futures`: what a thread loads when a future or an executor crosses to it. */
export const FUTURES_MODULE: string = new URL('./index.js', import.meta.url).href
