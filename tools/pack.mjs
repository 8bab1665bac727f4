/** Packs the built library as npm would publish it, and installs it in folders of its own: for tests of the package. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Kept between runs, ignored by git: downloaded Nodes, installed test projects. */
export const CACHE = join(ROOT, '.cache')

/** @returns {{ path: string, packedBytes: number, unpackedBytes: number, files: string[] }} the tarball in `.cache` */
export function pack() {
  mkdirSync(CACHE, { recursive: true })
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', CACHE], ROOT))
  return {
    path: join(CACHE, packed.filename),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    files: packed.files.map((file) => file.path),
  }
}

/**
 * Copies `project` to the cache and installs what its package.json names, and the tarball. A second run reuses what is
 * installed, except the library itself.
 *
 * @returns {string} the folder
 */
export function installProject(project, name, tarball) {
  const folder = join(CACHE, 'projects', name)
  const wanted = readFileSync(join(project, 'package.json'), 'utf8')
  const stamp = join(folder, 'installed.json')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) rmSync(folder, { recursive: true })
  cpSync(project, folder, { recursive: true })
  rmSync(join(folder, 'node_modules/nogil'), { recursive: true, force: true })
  npm(
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--no-save', '--prefer-offline', tarball],
    folder,
  )
  writeFileSync(stamp, wanted)
  return folder
}

function npm(args, cwd) {
  const env = { ...process.env }
  // A workspace or prefix of the npm that runs this script must not reach into the other project.
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|config_(local_)?prefix)/i.test(name)) delete env[name]
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
