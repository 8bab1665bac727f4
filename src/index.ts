export * from './threading/index.ts'
