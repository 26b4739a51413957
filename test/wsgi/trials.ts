import { expect } from 'vitest'
import { type XsendfileApplication, xsendfile } from '../../src/index.ts'
import { type Sender, nginx, xSendfile } from '../../src/senders.ts'
import { judge } from '../conformance/judge.ts'
import { doors } from '../doors/applications.ts'
import { startSite } from '../front-ends/site.ts'
import { nginxServer } from '../servers/nginx.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import type { FileRequest, RootTrial, SenderTrial, Trial } from './case.ts'
import { contents } from './original-tree.ts'
import { type Place, type Stage, mount, startAlone } from './stage.ts'

type Documents = XsendfileApplication<[request: Request], Response>

/** Does what a trial says, and holds what comes of it against what it says. */
export async function assertTrial(stage: Stage, trial: Trial): Promise<void> {
  if ('root' in trial) await tryRoot(stage, trial)
  else if ('senders' in trial) await trySenders(stage, trial)
  else if ('conduct' in trial) await trial.conduct(stage)
  else for (const request of trial.requests) await tryRequest(stage, request)
}

async function tryRoot({ tree }: Stage, { root, gives }: RootTrial): Promise<void> {
  const make = (): Documents => xsendfile(root(tree), { sender: xSendfile({ path: 'raw' }) })
  if ('code' in gives) {
    expect(make).toThrow(expect.objectContaining(gives) as Error)
    return
  }
  const response = await make().send(new Request('http://localhost/'), gives.file)
  expect(response.status).toBe(200)
  expect(response.headers.get('X-Sendfile')).toBe(tree.root + gives.path)
}

/** Calls `xsendfile` with each of some senders. */
export async function trySenders({ tree }: Stage, { senders, gives }: SenderTrial): Promise<void> {
  for (const sender of senders) {
    const make = (): Documents => xsendfile(tree.root, { sender: sender as Sender })
    if ('code' in gives) {
      expect(make, String(sender)).toThrow(expect.objectContaining(gives) as Error)
      continue
    }
    const documents = make()
    const { status, headers } = await documents.send(new Request('http://localhost/'), 'foo.txt')
    documents.close()
    const fields = Object.keys(gives.fields).map((name) => [
      name,
      headers.get(name)?.replace(tree.root, 'ROOT') ?? null,
    ])
    expect([status, Object.fromEntries(fields)]).toEqual([200, gives.fields])
  }
}

/** Asks for foo.txt where Express mounts the files at a path, and nginx finds them by a prefix. */
export async function tryMount(
  { tree: { root } }: Stage,
  path: string,
  prefix: string,
  uri: string,
): Promise<void> {
  const express = doors.find(({ name }) => name === 'Express 5') ?? expect.fail()
  const site = await startSite(nginxServer, express, nginx(prefix), { root, routes: { [path]: {} } })
  const request = { method: 'GET', target: `/${path}/foo.txt`, fields: [] }
  const told = await exchange(site.applicationPort, request)
  const answer = await exchange(site.port, request)
  await site.stop()
  expect([told.content, told.fields.get('x-accel-redirect')]).toEqual(['', [uri]])
  expect([answer.status, answer.content]).toEqual([200, contents['foo.txt']])
}

/** Sends a request to every place, or to one of its own where it needs other options. */
export async function tryRequest(
  { tree: { root }, places }: Stage,
  request: FileRequest,
  below = mount,
): Promise<void> {
  if (request.options === undefined) {
    for (const place of places) await tryAt(place, request, root, below)
    return
  }
  const place = await startAlone(root, request.options)
  await tryAt(place, request, root, below)
  await place.stop()
}

async function tryAt(place: Place, request: FileRequest, root: string, below: string): Promise<void> {
  const { answer, file = '', refused, otherwise = {}, method = 'GET' } = request
  const asked = { method, target: below + request.target, fields: fieldsOf(request) }
  const refusals = place.refusals.length
  const fallbacks = place.fallbacks.length
  const answered = await exchange(place.port, asked)
  expect(answered.raw, place.name).not.toContain(root)
  const own = otherwise[place.name]
  if (typeof own === 'number') {
    expect(answered.status, place.name).toBe(own)
    return
  }
  const content = answer.status === 200 ? (answer.content ?? contents[file]) : answer.content
  const expected = content === undefined ? answer : { ...answer, content }
  judge({ section: '', name: place.name, method, answer: expected }, answered, place.coalesces)
  const reasons = place.refusals.slice(refusals).map(({ reason }) => reason)
  expect(reasons, place.name).toEqual(refused === undefined ? [] : [refused])
  const sendsItself = own === 'application sends'
  expect(place.fallbacks.length - fallbacks, place.name).toBe(sendsItself ? 1 : 0)
  if (!sendsItself) judgeInstruction(place, request, await exchange(place.applicationPort, asked))
}

/** The application names exactly the file that there is, and none where it answers itself. */
function judgeInstruction(place: Place, { file, encoded = file }: FileRequest, told: WireAnswer): void {
  const instructions = [...told.fields].filter(([name]) => /^x-(?:sendfile|accel-redirect)$/.test(name))
  if (place.instruction === undefined || file === undefined || encoded === undefined) {
    expect(instructions, place.name).toEqual([])
    return
  }
  const [name, value] = place.instruction(bytesOf(file), encoded)
  expect(instructions, place.name).toEqual([[name, [value]]])
  expect([told.status, told.content, told.fields.get('content-length')]).toEqual([200, '', ['0']])
}

/** PUT and its like say that they have no content (RFC 9110, section 8.6). */
function fieldsOf({ method = 'GET', fields = [] }: FileRequest): readonly (readonly [string, string])[] {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? fields : [...fields, ['Content-Length', '0']]
}

/** A name as bytes, one character each; one that is given so stays so. */
function bytesOf(file: string): string {
  return file in contents ? Buffer.from(file).toString('latin1') : file
}
