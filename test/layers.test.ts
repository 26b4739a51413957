import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const project = fileURLToPath(new URL('..', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsendfile-layers-'))
  copyFileSync(join(project, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What lint says of files that are where they would be in the project. */
function complaints(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const lint = join(project, 'node_modules/oxlint/bin/oxlint')
  return spawnSync(process.execPath, [lint, '-f', 'unix'], { cwd: folder, encoding: 'utf8' }).stdout
}

const importing = (path: string): string => `import { x } from '${path}'\nexport const y = x\n`

it.each([
  ['src/http/a.ts', 'node:fs'],
  ['src/http/a.ts', '../core/errors.ts'],
  ['src/core/a.ts', 'node:path'],
  ['src/core/a.ts', '../senders/nginx.ts'],
  ['src/core/a.ts', '../stores/directory/root.ts'],
  ['src/core/a.ts', '../door.ts'],
  ['src/senders/a.ts', '../adapters/node.ts'],
  ['src/senders/a.ts', '../stores/directory/root.ts'],
  ['src/senders/a.ts', '../door.ts'],
  ['src/senders/a.ts', '../testing/hand-over.ts'],
  ['src/adapters/a.ts', '../senders/nginx.ts'],
  ['src/adapters/a.ts', '../settings.ts'],
  ['src/stores/directory/a.ts', '../../senders/nginx.ts'],
  ['src/stores/directory/a.ts', '../../door.ts'],
  ['src/senders/a.ts', '../cli/command.ts'],
  ['src/index.ts', './cli/command.ts'],
  ['src/index.ts', './gateway/gateway.ts'],
  ['src/senders/a.ts', '../gateway/settings.ts'],
  ['src/gateway.ts', './cli/command.ts'],
  ['src/gateway/a.ts', '../cli/command.ts'],
  ['src/gateway/a.ts', '../stores/directory/root.ts'],
  ['src/core/a.ts', '../links/keys.ts'],
  ['src/adapters/a.ts', '../links/link-path.ts'],
  ['src/links/a.ts', '../door.ts'],
  ['src/links/a.ts', '../adapters/node.ts'],
  ['src/links/a.ts', '../senders/nginx.ts'],
  ['src/links/a.ts', '../stores/directory/root.ts'],
])('lint refuses that %s imports %s', (file, imported) => {
  expect(complaints({ [file]: importing(imported) })).toContain('no-restricted-imports')
})

it.each([
  ['src/http/a.ts', './b.ts'],
  ['src/core/a.ts', '../http/b.ts'],
  ['src/core/a.ts', 'mime-types'],
  ['src/senders/a.ts', '../core/errors.ts'],
  ['src/stores/directory/a.ts', '../../core/errors.ts'],
  ['src/stores/directory/a.ts', 'node:fs'],
  ['src/adapters/a.ts', '../http/b.ts'],
  ['src/cli/a.ts', '../senders/registry.ts'],
  ['src/cli/a.ts', '../node.ts'],
  ['src/cli/a.ts', '../gateway.ts'],
  ['src/gateway.ts', './gateway/gateway.ts'],
  ['src/gateway/a.ts', '../door.ts'],
  ['src/gateway/a.ts', '../adapters/node.ts'],
  ['src/links.ts', './links/signed-links.ts'],
  ['src/links/a.ts', 'node:crypto'],
  ['src/links/a.ts', '../core/errors.ts'],
  ['src/links/a.ts', '../http/percent-encoding.ts'],
  ['src/links/a.ts', '../adapters/request-path.ts'],
])('lint takes it that %s imports %s', (file, imported) => {
  expect(complaints({ [file]: importing(imported) })).not.toContain('no-restricted-imports')
})

it('lint refuses a circle', () => {
  const circle = {
    'src/core/a.ts': importing('./b.ts'),
    'src/core/b.ts': "import { y } from './a.ts'\nexport const x = y\n",
  }
  expect(complaints(circle)).toContain('no-cycle')
})
