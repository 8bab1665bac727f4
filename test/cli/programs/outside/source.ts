import { createRequire } from 'node:module'
export const name: string = createRequire(import.meta.url)('nogil/package.json').name
