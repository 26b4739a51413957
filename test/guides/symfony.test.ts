import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from '../gateway/programs-under-test.ts'
import { missingPackages } from '../servers/programs.ts'
import { type Difference, ask, expectAnswer, files, openGuide } from './guide.ts'
import { guideServers } from './guide-servers.ts'

const whole = { status: 200, content: files['plans.pdf'] }

/** What is asked of nginx, but for rows that say "without nginx". */
const differences: readonly Difference[] = [
  {
    row: 'a file',
    name: 'plans.pdf',
    before: { ...whole, fields: { 'cache-control': 'public' } },
    after: { ...whole, fields: { 'cache-control': 'private, no-cache, no-transform' } },
  },
  {
    row: 'a name with `%`',
    name: encodeURIComponent('100% #1.txt'),
    before: { status: 404 },
    after: { status: 200, content: files['100% #1.txt'] },
  },
  {
    row: 'a page that somebody uploaded',
    name: 'page.html',
    before: { status: 200, fields: { 'content-type': /^text\/html/, 'content-disposition': undefined } },
    after: {
      status: 200,
      fields: {
        'content-disposition': /^attachment/,
        'x-content-type-options': 'nosniff',
        'content-security-policy': /sandbox/,
      },
    },
  },
  {
    row: '`..%2Fsecret.txt`',
    name: '..%2Fsecret.txt',
    before: { status: 200, content: 'outside of the root' },
    after: { status: 404 },
  },
  {
    row: 'a link out of the root',
    name: 'link-out.txt',
    before: { status: 200, content: 'outside of the root' },
    after: { status: 404 },
  },
  {
    row: '`.hidden`',
    name: '.hidden',
    before: { status: 200, content: files['.hidden'] },
    after: { status: 404 },
  },
  {
    row: 'several ranges, without nginx',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=0-1,9-10']],
    before: { status: 206, content: '%P' },
    after: { status: 206, fields: { 'content-type': /^multipart\/byteranges/ } },
  },
  {
    row: 'the end of the file, without nginx, by more than it has',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=-100']],
    before: { status: 416 },
    after: { status: 206, content: files['plans.pdf'] },
  },
  {
    row: 'a file with `X-Sendfile-Type: X-Sendfile`, without nginx',
    name: 'plans.pdf',
    fields: [['X-Sendfile-Type', 'X-Sendfile']],
    before: { status: 200, content: '', fields: { 'x-sendfile': /\/documents\/plans\.pdf$/ } },
    after: { ...whole, fields: { 'x-sendfile': undefined } },
  },
]

const guide = openGuide('coming-from-symfony')
const servers = guideServers(guide)
afterAll(async () => {
  await servers.stop()
  guide.remove()
})

it('every difference of the guide is asked for', () => {
  expect(differences.map(({ row }) => row)).toEqual(guide.rows('What answers otherwise'))
})

const packages = ['php-cli', 'php-symfony-http-foundation', 'php-symfony-mime', 'nginx']

describe.skipIf(missingPackages(packages).length > 0)('with PHP and nginx', () => {
  /** By who is asked. */
  let before: { readonly alone: number; readonly nginx: number }
  let after: typeof before
  beforeAll(async () => {
    const autoload = '/usr/share/php/Symfony/Component/HttpFoundation/autoload.php'
    const program = guide.block('php', 'BinaryFileResponse').replace('vendor/autoload.php', autoload)
    const php = await launch({
      program: 'php',
      args: (port, folder) => ['-S', `127.0.0.1:${port}`, `${folder}/index.php`],
      files: () => ({ 'index.php': program }),
    })
    servers.add(php)
    const locations = guide.block('nginx', 'X-Accel-Mapping').replace(':8000', `:${php.port}`)
    before = { alone: php.port, nginx: await servers.nginxWith(locations) }
    const here = await servers.serve('ts', 'xsendfile/express', 'nginx')
    after = {
      alone: await servers.serve('ts', 'xsendfile/express'),
      nginx: await servers.nginxBefore(here),
    }
  })

  describe.each(differences)('$row', (difference) => {
    const asked = difference.row.includes('without nginx') ? 'alone' : 'nginx'
    it('Symfony', async () => expectAnswer(await ask(before[asked], difference), difference.before))
    it('here', async () => expectAnswer(await ask(after[asked], difference), difference.after))
  })
})
