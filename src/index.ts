export * from './threading/index.ts'
export * from './shared/index.ts'
