/** What `nogil run` gives to `node --import`. Workers inherit it, so plain `new Worker('./x.ts')` works as well. */
import { useTypeScript } from './typescript.ts'

useTypeScript()
