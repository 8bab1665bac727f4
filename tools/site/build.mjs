/**
 * Builds the site of the documentation into site/: `npm run docs`. Guide, pages and the reference from the doc comments, with
 * a search, as files that open from a disk; every link between them is followed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SITE = fileURLToPath(new URL('../../site', import.meta.url))

if (!existsSync(`${HERE}node_modules`)) run('npm', ['ci', '--no-audit', '--no-fund'])
const { Application } = await import('typedoc')
const app = await Application.bootstrapWithPlugins({ options: HERE })
const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
await app.generateOutputs(project)
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)

const { LinkChecker } = await import('linkinator')
const { links } = await new LinkChecker().check({
  path: SITE,
  recurse: true,
  linksToSkip: ['^https?://(?!localhost)'],
})
const broken = links.filter(({ state }) => state === 'BROKEN')
for (const { url, parent, status } of broken) console.error(`broken link: ${url} (${status}) in ${parent}`)
console.log(`${links.length} links of site/ were followed, ${broken.length} are broken; open site/index.html`)
process.exit(broken.length === 0 ? 0 : 1)

function run(command, words) {
  const { status } = spawnSync(command, words, { cwd: HERE, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed`)
}
