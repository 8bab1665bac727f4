/** Runs the Condition suites on the real Condition. */
import { testOnEveryCore } from './on-every-core.ts'
import { conditionTitles, runConditionCase } from './condition-kit.ts'

testOnEveryCore(import.meta.url, conditionTitles, runConditionCase)
