/**
 * What the built code of logging exports: the public names, and how the ES module that passes them on follows those that
 * change ({@link logThreads}, {@link lastResort}).
 */
export * from './index.ts'
export { followSettings as followChanges } from './settings.ts'
