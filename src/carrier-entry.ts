/** What every carrier loads: the classes whose objects may cross to its threads, and the code that runs threads. */
import './shared/index.ts'
import './threading/carrier-entry.ts'
