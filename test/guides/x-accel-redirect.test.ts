import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginxProgram } from '../servers/nginx.ts'
import { type Difference, ask, expectAnswer, files, openGuide } from './guide.ts'
import { guideServers } from './guide-servers.ts'

const given = { status: 200, content: 'given' }

/** What is asked of the application itself. */
const direct: Difference = {
  row: 'the application, without nginx',
  name: 'plans.pdf',
  before: { status: 200, content: '', fields: { 'x-accel-redirect': '/internal-documents/plans.pdf' } },
  after: { status: 200, content: files['plans.pdf'], fields: { 'x-accel-redirect': undefined } },
}

const behindNginx: readonly Difference[] = [
  {
    row: 'a file',
    name: 'plans.pdf',
    before: {
      status: 200,
      content: files['plans.pdf'],
      fields: { 'content-disposition': 'attachment', 'content-security-policy': undefined },
    },
    after: {
      status: 200,
      content: files['plans.pdf'],
      fields: {
        'content-disposition': 'attachment; filename=plans.pdf',
        'content-security-policy': /sandbox/,
        'x-content-type-options': 'nosniff',
      },
    },
  },
  { row: 'a name with `%`', name: 'a%2541.txt', before: { status: 404 }, after: given },
  { row: 'a name with `?`', name: 'what%3F.txt', before: { status: 404 }, after: given },
  {
    row: 'a name that is not Latin-1',
    name: encodeURIComponent('日本.txt'),
    before: { status: 500 },
    after: given,
  },
  {
    row: 'a folder',
    name: 'folder',
    before: { status: 301, fields: { location: /\/internal-documents\/folder\/$/ } },
    after: { status: 404, fields: { location: undefined } },
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
    row: 'a missing file',
    name: 'missing.pdf',
    before: { status: 404, fields: { 'content-type': 'text/html', 'content-disposition': 'attachment' } },
    after: {
      status: 404,
      fields: { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': undefined },
    },
  },
]

const guide = openGuide('coming-from-x-accel-redirect')
for (const name of ['a%41.txt', 'what?.txt', '日本.txt']) writeFileSync(join(guide.root, name), 'given')

const servers = guideServers(guide)
const serve = (language: 'js' | 'ts', sender?: string): Promise<number> =>
  servers.serve(language, 'requireLogin', sender)
afterAll(async () => {
  await servers.stop()
  guide.remove()
})

it('every difference of the guide is asked for', () => {
  expect([...behindNginx, direct].map(({ row }) => row)).toEqual(guide.rows('What answers otherwise'))
})

describe('the application, without nginx', () => {
  it('by hand', async () => expectAnswer(await ask(await serve('js'), direct), direct.before))
  it('here', async () => expectAnswer(await ask(await serve('ts'), direct), direct.after))
})

describe.skipIf(nginxProgram === undefined)('behind nginx', () => {
  let before: number
  let after: number
  beforeAll(async () => {
    const byHand = `location / { proxy_pass http://127.0.0.1:${await serve('js')}; proxy_set_header Host $http_host; }`
    before = await servers.nginxWith(`${byHand}\n${guide.block('nginx', 'internal')}`)
    after = await servers.nginxBefore(await serve('ts', 'nginx'))
  })

  describe.each(behindNginx)('$row', (difference) => {
    it('by hand', async () => expectAnswer(await ask(before, difference), difference.before))
    it('here', async () => expectAnswer(await ask(after, difference), difference.after))
  })
})
