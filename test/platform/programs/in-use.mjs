import { typescriptInUse, useTypeScript } from '../../../dist/platform/typescript.js'

const before = typescriptInUse()
useTypeScript()
console.log(`in use: ${before}, then ${typescriptInUse()}`)
