import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../support/child.ts'

const SITE = join(ROOT, 'site')
const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { timeout: 10_000 }).status === 0,
)
const skip = !existsSync(SITE)
  ? 'no site/: npm run docs builds it'
  : BROWSER === undefined
    ? 'no Chromium: apt-get install chromium'
    : false

/** Opens a page of the site from the disk, and lets its scripts run. */
function open(page: string, ...options: string[]): string {
  const profile = mkdtempSync(join(tmpdir(), 'nogil-site-'))
  try {
    const { stdout, status, stderr } = spawnSync(
      BROWSER ?? '',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${profile}`,
        '--window-size=1300,1000',
        '--virtual-time-budget=4000',
        ...options,
        pathToFileURL(join(SITE, page)).href,
      ],
      { encoding: 'utf8', timeout: 60_000 },
    )
    assert.equal(status, 0, stderr)
    return stdout
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

test(
  'the first page opens from a disk, with every entry of the package and the guide in its navigation',
  { skip },
  () => {
    const page = open('index.html', '--dump-dom')
    for (const name of [
      'nogil/threading',
      'nogil/shared',
      'nogil/queue',
      'nogil/futures',
      'nogil/logging',
      'Guide',
    ])
      assert.ok(
        page.includes(`<span>${name}</span>`) || page.includes(`>${name}<`),
        `${name} in the navigation`,
      )
  },
)

test('a picture of the first page shows it, not an empty window', { skip }, () => {
  const picture = join(mkdtempSync(join(tmpdir(), 'nogil-picture-')), 'first-page.png')
  open('index.html', `--screenshot=${picture}`)
  const png = readFileSync(picture)
  rmSync(join(picture, '..'), { recursive: true })
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1300, 1000], 'width and height')
  // an empty window of this size takes 6 kB
  assert.ok(png.length > 60_000, `${png.length} bytes`)
})
