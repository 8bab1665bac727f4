let text: string = ''
for await (const piece of process.stdin) text += String(piece)
console.log('got', text.trim())
