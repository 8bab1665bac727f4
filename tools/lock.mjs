/**
 * `node tools/lock.mjs` after each `npm install` that changed package-lock.json: makes `npm ci` accept it again.
 *
 * A registry mirror may lack the binaries of platforms nobody asked it for. npm then leaves those optional packages out
 * of the lock file but not out of their dependents' lists, and `npm ci` refuses the file ("Missing: … from lock file").
 * Here the lists lose the names that the lock file does not have. Run on a complete registry it changes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('../package-lock.json', import.meta.url))

const text = readFileSync(FILE, 'utf8')
const lock = JSON.parse(text)
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue
    delete entry.optionalDependencies[name]
    console.log(`${path.replace(/^.*node_modules\//, '')} without ${name}`)
  }
}
const changed = `${JSON.stringify(lock, null, 2)}\n`
if (changed !== text) writeFileSync(FILE, changed)

/** Whether a package at `path` would find `name`: in its own folder or in one further up. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true
    if (folder === '') return false
  }
}
