const good: number = 1
const wrong: = 2
