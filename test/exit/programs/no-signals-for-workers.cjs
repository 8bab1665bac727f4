// A Node that does not give a worker the class of libuv's signal handles.
const Module = require('node:module')
const load = Module._load
Module._load = function (name, ...rest) {
  if (name === 'internal/test/binding') throw new Error('no such module')
  return load.call(this, name, ...rest)
}
