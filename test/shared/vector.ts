/** A class of records in a module of its own. */
import { record } from 'nogil/shared'

export class Vector extends record({ x: 'float64', y: 'float64' }) {
  get length(): number {
    return Math.hypot(this.x, this.y)
  }
}
