/** Where this library's files are: what its stack frames begin with, and what a thread loads. */

const DIST = '/dist/'
const end: number = import.meta.url.lastIndexOf(DIST)

/** URL of the folder of built files, however few files the build made of it. */
export const OWN_FOLDER: string =
  end < 0 ? new URL('../', import.meta.url).href : import.meta.url.slice(0, end + DIST.length)

/** URL of the module that has all of logging. */
export const LOGGING_MODULE: string = `${OWN_FOLDER}logging/index.js`
