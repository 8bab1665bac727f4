import { fileURLToPath } from 'node:url'
import { name } from './source.js'

console.log(fileURLToPath(import.meta.resolve('nogil/package.json')), name)
