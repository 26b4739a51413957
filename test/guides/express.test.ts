import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Difference, ask, expectAnswer, files, openGuide, tagOfPlans } from './guide.ts'
import { guideServers } from './guide-servers.ts'

const differences: readonly Difference[] = [
  {
    row: 'a file',
    name: 'plans.pdf',
    before: { status: 200, fields: { 'cache-control': 'public, max-age=0' }, content: files['plans.pdf'] },
    after: {
      status: 200,
      fields: { 'cache-control': 'private, no-cache, no-transform' },
      content: files['plans.pdf'],
    },
  },
  {
    row: 'its entity tag',
    name: 'plans.pdf',
    before: { status: 200, fields: { etag: /^W\/"13-/ } },
    after: { status: 200, fields: { etag: tagOfPlans } },
  },
  {
    row: 'a page that somebody uploaded',
    name: 'page.html',
    before: {
      status: 200,
      fields: {
        'content-type': 'text/html; charset=utf-8',
        'content-disposition': undefined,
        'content-security-policy': undefined,
      },
    },
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
    row: 'a part with `If-Range` and a weak tag',
    name: 'plans.pdf',
    fields: [
      ['Range', 'bytes=0-3'],
      ['If-Range', 'W/"13-16f5e66e800"'],
    ],
    before: { status: 206, content: '%PDF' },
    after: { status: 200, content: files['plans.pdf'] },
  },
  {
    row: 'several ranges',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=0-1,9-10']],
    before: { status: 200, content: files['plans.pdf'] },
    after: { status: 206, fields: { 'content-type': /^multipart\/byteranges/ } },
  },
  {
    row: 'a link out of the root',
    name: 'link-out.txt',
    before: { status: 200, content: 'outside of the root' },
    after: { status: 404 },
  },
  { row: '`..%2Fsecret.txt`', name: '..%2Fsecret.txt', before: { status: 403 }, after: { status: 404 } },
  {
    row: 'a missing file',
    name: 'missing.pdf',
    before: {
      status: 404,
      fields: { 'content-type': 'text/html; charset=utf-8' },
      content: /no such file or directory, stat &#39;\/.*documents\/missing\.pdf/,
    },
    after: { status: 404, fields: { 'content-type': 'text/plain; charset=utf-8' }, content: 'Not found\n' },
  },
  {
    row: 'a range that is not there',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=19-']],
    before: { status: 416, fields: { 'content-type': 'text/html; charset=utf-8' } },
    after: { status: 416, fields: { 'content-range': 'bytes */19' } },
  },
  {
    row: '`.csv` and the like',
    name: 'data.csv',
    before: { status: 200, fields: { 'content-disposition': undefined } },
    after: { status: 200, fields: { 'content-disposition': 'attachment; filename=data.csv' } },
  },
]

const guide = openGuide('coming-from-express')
const servers = guideServers(guide)
let before: number
let after: number
beforeAll(async () => {
  before = await servers.serve('js', 'res.sendFile')
  after = await servers.serve('ts', 'xsendfile/express')
})
afterAll(async () => {
  await servers.stop()
  guide.remove()
})

it('every difference of the guide is asked for', () => {
  expect(differences.map(({ row }) => row)).toEqual(guide.rows('What answers otherwise'))
})

describe.each(differences)('$row', (difference) => {
  it('Express', async () => expectAnswer(await ask(before, difference), difference.before))
  it('here', async () => expectAnswer(await ask(after, difference), difference.after))
})
