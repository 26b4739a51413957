import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginxBefore } from '../gateway/example-front-ends.ts'
import { launch } from '../gateway/programs-under-test.ts'
import { missingPackages } from '../servers/programs.ts'
import { type Difference, ask, expectAnswer, files, openGuide, tagOfPlans } from './guide.ts'
import { guideServers, prefix } from './guide-servers.ts'

const handedOver = { status: 200, content: '', fields: { 'x-accel-redirect': `${prefix}plans.pdf` } }

/** What is asked of nginx, but for rows that say that the application is asked. */
const differences: readonly Difference[] = [
  {
    row: 'a file',
    name: 'plans.pdf',
    before: { status: 200, content: files['plans.pdf'], fields: { 'cache-control': undefined } },
    after: {
      status: 200,
      content: files['plans.pdf'],
      fields: { 'cache-control': 'private, no-cache, no-transform' },
    },
  },
  {
    row: 'its entity tag, of the application',
    name: 'plans.pdf',
    before: { ...handedOver, fields: { ...handedOver.fields, etag: undefined } },
    after: { ...handedOver, fields: { ...handedOver.fields, etag: tagOfPlans } },
  },
  {
    row: 'a part, of the application',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=0-3']],
    before: { status: 206, content: '%PDF', fields: { 'x-accel-redirect': undefined } },
    after: handedOver,
  },
  {
    row: 'more ranges than the file has bytes',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=0-,0-']],
    before: { status: 416 },
    after: { status: 200, content: files['plans.pdf'] },
  },
  {
    row: 'a page that somebody uploaded',
    name: 'page.html',
    before: { status: 200, fields: { 'content-type': 'text/html', 'content-disposition': undefined } },
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
    before: { status: 404, content: 'File not found: /missing.pdf\n' },
    after: { status: 404, content: 'Not found\n' },
  },
]

const guide = openGuide('coming-from-rack-sendfile')
const servers = guideServers(guide)
afterAll(async () => {
  await servers.stop()
  guide.remove()
})

it('every difference of the guide is asked for', () => {
  expect(differences.map(({ row }) => row)).toEqual(guide.rows('What answers otherwise'))
})

describe.skipIf(missingPackages(['puma', 'ruby-rack', 'nginx']).length > 0)('behind nginx', () => {
  /** By who is asked. */
  let before: { readonly application: number; readonly nginx: number }
  let after: typeof before
  beforeAll(async () => {
    const rack = await launch({
      program: 'puma',
      args: (port, folder) => ['-b', `tcp://127.0.0.1:${port}`, '-e', 'production', `${folder}/config.ru`],
      files: () => ({ 'config.ru': guide.block('ruby', 'Rack::Sendfile') }),
    })
    servers.add(rack)
    const beforeRack = await nginxBefore(rack.port, { root: guide.root, prefix })
    servers.add(beforeRack)
    before = { application: rack.port, nginx: beforeRack.port }
    const here = await servers.serve('ts', 'xsendfile/express', 'nginx')
    after = { application: here, nginx: await servers.nginxBefore(here) }
  })

  describe.each(differences)('$row', (difference) => {
    const asked = difference.row.endsWith('of the application') ? 'application' : 'nginx'
    it('Rack', async () => expectAnswer(await ask(before[asked], difference), difference.before))
    it('here', async () => expectAnswer(await ask(after[asked], difference), difference.after))
  })
})
