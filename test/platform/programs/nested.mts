import { one } from './erasable.ts'
import { createRequire } from 'node:module'

const { two }: { two: number } = createRequire(import.meta.url)('./common.cts')
export const three: number = one + two
