import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Difference, ask, expectAnswer, files, openGuide, tagOfPlans } from './guide.ts'

const whole = { status: 200, content: files['plans.pdf'] }

const differences: readonly Difference[] = [
  {
    row: 'a file',
    name: 'plans.pdf',
    before: { ...whole, fields: { 'cache-control': 'public, max-age=0' } },
    after: { ...whole, fields: { 'cache-control': 'private, no-cache, no-transform' } },
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
      fields: { 'content-disposition': undefined, 'content-security-policy': undefined },
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
    after: whole,
  },
  {
    row: 'several ranges',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=0-1,9-10']],
    before: whole,
    after: { status: 206, fields: { 'content-type': /^multipart\/byteranges/ } },
  },
  {
    row: 'a Range that nobody can read',
    name: 'plans.pdf',
    fields: [['Range', 'bytes=first']],
    before: { status: 416 },
    after: whole,
  },
  {
    row: '`.hidden`',
    name: '.hidden',
    before: { status: 200, content: files['.hidden'] },
    after: { status: 404 },
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
    before: { status: 404, fields: { 'content-type': 'application/json; charset=utf-8' } },
    after: { status: 404, fields: { 'content-type': 'text/plain; charset=utf-8' } },
  },
]

const guide = openGuide('coming-from-fastify-static')
const applications: FastifyInstance[] = []
let before: number
let after: number
beforeAll(async () => {
  const serve = async (example: Promise<Record<string, unknown>>): Promise<number> => {
    const app = (await example)['app'] as FastifyInstance
    applications.push(app)
    return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  }
  before = await serve(guide.example('js', 'reply.sendFile'))
  after = await serve(guide.example('ts', 'xsendfile/fastify-plugin'))
})
afterAll(async () => {
  for (const app of applications) await app.close()
  guide.remove()
})

it('every difference of the guide is asked for', () => {
  expect(differences.map(({ row }) => row)).toEqual(guide.rows('What answers otherwise'))
})

describe.each(differences)('$row', (difference) => {
  it('@fastify/static', async () => expectAnswer(await ask(before, difference), difference.before))
  it('here', async () => expectAnswer(await ask(after, difference), difference.after))
})
