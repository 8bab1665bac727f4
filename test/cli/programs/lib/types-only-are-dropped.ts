import { Shape, value } from './shapes.ts'

export const named: string = value
export type Local = Shape
