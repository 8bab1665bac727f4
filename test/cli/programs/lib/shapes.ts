export interface Shape {
  readonly corners: number
}
export const value = 'shape'
