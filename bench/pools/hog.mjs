/** Computes until the process that started it has ended or ends it. */
const parent = process.ppid
let n = 0
while (process.ppid === parent) for (let step = 0; step < 1e8; step++) n = (n + step) | 0
