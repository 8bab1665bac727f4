const now: string = new Date().toTimeString().slice(0, 8)
console.log(`${now}: Main    : hello`)
console.log('bye')
