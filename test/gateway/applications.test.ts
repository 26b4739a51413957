import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingPackages } from '../servers/programs.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { type ExampleApplication, type Handing, exampleApplications } from './example-applications.ts'
import { apacheWith, lighttpdBefore, nginxBefore } from './example-front-ends.ts'
import type { RunningProgram } from './programs-under-test.ts'
import { startGateway } from './started.ts'

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-examples-'))
const root = join(folder, 'documents')
const plans = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256)).toString('latin1')
const hidden = 'for nobody'
const named = '%PDF-1.4\nof Zoë\n'

beforeAll(() => {
  mkdirSync(root)
  for (const path of [folder, root]) chmodSync(path, 0o755)
  writeFileSync(join(root, 'plans.pdf'), plans, 'latin1')
  writeFileSync(join(root, 'Zeugnis für Zoë & Co.pdf'), named)
  writeFileSync(join(folder, 'secret.pdf'), hidden)
  const before = Date.now() / 1000 - 60
  utimesSync(join(root, 'plans.pdf'), before, before)
})
afterAll(() => rmSync(folder, { recursive: true }))

const byLocation: Handing = { root, prefix: '/internal-document-uploads/' }
const byPath: Handing = { root, prefix: undefined }

/** Something in front of an application: who it is, and how it is started. */
interface FrontEnd {
  readonly name: string
  readonly needs: readonly string[]
  start(application: ExampleApplication, running: Stopped): Promise<number>
}

type Stopped = (program: RunningProgram) => RunningProgram

const frontEnds: readonly FrontEnd[] = [
  {
    name: 'the gateway, by X-Accel-Redirect',
    needs: [],
    async start(application, running) {
      const { port } = running(await application.start(byLocation))
      const { prefix } = byLocation
      return (await startGateway(port, { roots: { path: root, prefix } })).port
    },
  },
  {
    name: 'the gateway, by X-Sendfile',
    needs: [],
    async start(application, running) {
      const { port } = running(await application.start(byPath))
      return (await startGateway(port, { roots: root, encoding: application.encoding })).port
    },
  },
  {
    name: 'nginx',
    needs: ['nginx'],
    async start(application, running) {
      const { port } = running(await application.start(byLocation))
      return running(await nginxBefore(port, byLocation)).port
    },
  },
  {
    name: 'lighttpd',
    needs: ['lighttpd'],
    async start(application, running) {
      const { port } = running(await application.start(byPath))
      return running(await lighttpdBefore(port, byPath)).port
    },
  },
  {
    name: 'nginx before Apache with mod_wsgi',
    needs: ['nginx', 'apache2', 'libapache2-mod-wsgi-py3'],
    async start(application, running) {
      const { port } = running(await apacheWith(application, byLocation))
      return running(await nginxBefore(port, byLocation)).port
    },
  },
  {
    name: 'the gateway before Apache with mod_wsgi',
    needs: ['apache2', 'libapache2-mod-wsgi-py3'],
    async start(application, running) {
      const { port } = running(await apacheWith(application, byLocation))
      const { prefix } = byLocation
      return (await startGateway(port, { roots: { path: root, prefix } })).port
    },
  },
]

const rows = exampleApplications.flatMap((application) =>
  frontEnds
    .filter(({ needs }) => application.wsgi !== undefined || !needs.includes('apache2'))
    .map((frontEnd) => ({ application, frontEnd, row: `${application.name} behind ${frontEnd.name}` })),
)

describe.each(rows)('$row', ({ application, frontEnd }) => {
  describe.skipIf(missingPackages([...application.needs, ...frontEnd.needs]).length > 0)(
    'with its programs',
    () => {
      const running: RunningProgram[] = []
      let port: number
      let signedIn: Field[]
      beforeAll(async () => {
        port = await frontEnd.start(application, (program) => {
          running.push(program)
          return program
        })
        signedIn = await signIn(port, application)
      })
      afterAll(async () => {
        for (const program of running.toReversed()) await program.stop()
      })

      const get = (name: string, fields: readonly Field[] = signedIn, method = 'GET'): Promise<WireAnswer> =>
        exchange(port, { method, target: application.target(name), fields })

      it('asks who is not signed in to do so', async () => {
        const answer = await get('plans', [])
        expect(answer.status).toBe(application.login === 'basic' ? 401 : 302)
        const field = application.login === 'basic' ? 'www-authenticate' : 'location'
        expect(answer.fields.get(field)?.[0]).toMatch(/^Basic realm=|\/login/)
        expect(answer.content).not.toContain(plans.slice(0, 20))
      })

      it('gives who is signed in the file, byte for byte', async () => {
        const answer = await get('plans')
        expect([answer.status, answer.complete]).toEqual([200, true])
        expect(answer.content === plans).toBe(true)
        expect(answer.fields.get('content-type')).toEqual(['application/pdf'])
        expect(answer.fields.get('content-disposition')).toEqual(['attachment'])
        expect(answer.fields.get('content-length')).toEqual(['70000'])
      })

      it('gives a name that must be encoded', async () => {
        const answer = await get('Zeugnis für Zoë & Co')
        expect([answer.status, Buffer.from(answer.content, 'latin1').toString()]).toEqual([200, named])
      })

      it('answers HEAD without content', async () => {
        const answer = await get('plans', signedIn, 'HEAD')
        expect([answer.status, answer.content]).toEqual([200, ''])
        expect(answer.fields.get('content-length')).toEqual(['70000'])
      })

      it('gives a part', async () => {
        const answer = await get('plans', [...signedIn, ['Range', 'bytes=69990-']])
        expect([answer.status, answer.content]).toEqual([206, plans.slice(69_990)])
        expect(answer.fields.get('content-range')).toEqual(['bytes 69990-69999/70000'])
      })

      it('says that nothing has changed', async () => {
        const tag = (await get('plans')).fields.get('etag')?.[0] ?? expect.fail('no entity tag')
        expect((await get('plans', [...signedIn, ['If-None-Match', tag]])).status).toBe(304)
        expect((await get('plans', [...signedIn, ['If-None-Match', '"other"']])).status).toBe(200)
      })

      it.each(['missing', '../secret', '..', `${folder}/secret`, 'plans.pdf\0'])(
        'finds no %j',
        async (name) => {
          const answer = await get(name)
          expect(answer.status).toBeGreaterThanOrEqual(400)
          expect(answer.status).toBeLessThan(500)
          expect(answer.raw).not.toContain(hidden)
        },
      )

      it('never tells where the file lies', async () => {
        for (const answer of [await get('plans'), await get('missing'), await get('plans', [])]) {
          const head = answer.raw.split('\r\n\r\n', 1)[0]
          expect(head).not.toMatch(/^x-(?:accel|sendfile)/im)
          expect(head).not.toContain(root)
          expect(head).not.toContain('internal-document-uploads')
        }
      })
    },
  )
})

type Field = [name: string, value: string]

/** Signs in as a browser would, and gives the fields that show it from then on. */
async function signIn(port: number, { login }: ExampleApplication): Promise<Field[]> {
  if (login === 'basic') return [['Authorization', `Basic ${Buffer.from('ann:secret').toString('base64')}`]]
  const page = await exchange(port, { method: 'GET', target: '/login/', fields: [] })
  const form =
    page.status === 200 ? page : await exchange(port, { method: 'GET', target: '/login', fields: [] })
  const target = page.status === 200 ? '/login/' : '/login'
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.content)?.[1] ?? ''
  const content = new URLSearchParams({
    username: 'ann',
    password: 'secret',
    csrfmiddlewaretoken: token,
  }).toString()
  const type: Field = ['Content-Type', 'application/x-www-form-urlencoded']
  const answer = await exchange(port, { method: 'POST', target, fields: [...cookiesOf(form), type], content })
  expect([answer.status, answer.raw.includes('Set-Cookie')], answer.raw).toEqual([302, true])
  return cookiesOf(answer)
}

function cookiesOf({ fields }: WireAnswer): Field[] {
  const cookies = new Map<string, string>()
  for (const line of fields.get('set-cookie') ?? []) {
    const [pair = ''] = line.split(';', 1)
    const equals = pair.indexOf('=')
    // A ticket comes once for each domain; the same name twice would be two answers to one question.
    if (equals < pair.length - 1) cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return cookies.size === 0
    ? []
    : [['Cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')]]
}
