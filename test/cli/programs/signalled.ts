// Says when it is ready, then answers SIGTERM, or dies of it when it is told to.
if (process.argv[2] === 'handles') {
  process.on('SIGTERM', (signal: string) => {
    console.log(`handled ${signal}`)
    process.exit(7)
  })
}
setInterval(() => {}, 1000)
console.log('ready')
