/** What a worker of this library does, and the classes whose objects may cross to it. */
import './futures/index.ts'
import './queue/index.ts'
import './shared/index.ts'
import { workerRole } from './platform/workers.ts'
import { supervise } from './runtime/supervisor.ts'
import { carry } from './threading/carry.ts'

export function work(): void {
  if (workerRole() === 'supervisor') supervise()
  else carry()
}
