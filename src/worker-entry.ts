/** Entry file of every worker of this library. The build makes a CommonJS file of it, which a worker loads sooner. */
import { loadBuilt } from './platform/built-code.ts'

const { work } = loadBuilt('worker.cjs') as { work(): void }
work()
