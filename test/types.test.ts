import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import type { Request as Express4Request, Response as Express4Response } from 'express4'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { expect, it } from 'vitest'
import type { xsendfile as expressDoor } from '../src/express.ts'
import type { Sent, StoredFile, xsendfile as fetchDoor } from '../src/index.ts'
import type { xsendfile as nodeDoor } from '../src/node.ts'

/** Never called: that it compiles, errors where they are expected among it, is the test. */
export async function compiles(
  fetchDocuments: ReturnType<typeof fetchDoor>,
  nodeDocuments: ReturnType<typeof nodeDoor>,
  expressDocuments: ReturnType<typeof expressDoor>,
  objects: {
    readonly request: Request
    readonly node: [IncomingMessage, ServerResponse]
    readonly http2: [Http2ServerRequest, Http2ServerResponse]
    readonly express: [ExpressRequest, ExpressResponse]
    readonly express4: [Express4Request, Express4Response]
    readonly maybe: string | undefined
    readonly file: StoredFile
  },
): Promise<void> {
  const { request, node, http2, express, express4, maybe, file } = objects

  // The real objects of each framework are what its door takes.
  const response: Response = await fetchDocuments.send(request, 'plans.pdf')
  const sent: Sent = await nodeDocuments.send(...node, ['2026', 'plans.pdf'], { disposition: 'attachment' })
  await nodeDocuments.send(...http2, new Uint8Array([0x61]))
  await expressDocuments.send(...express, file)
  await expressDocuments.send(...express4, 'plans.pdf', {
    headers: { 'X-Foo': 'bar', 'Set-Cookie': ['a=1'] },
  })
  await fetchDocuments.send(request, 'plans.pdf', { disposition: undefined, headers: new Headers() })

  // A path that may be missing does not compile.
  // @ts-expect-error undefined is no path
  await fetchDocuments.send(request, maybe)
  // @ts-expect-error undefined is no segment
  await fetchDocuments.send(request, ['users', maybe])
  // @ts-expect-error there is no path at all
  await fetchDocuments.send(request)
  // @ts-expect-error a number is no path
  await nodeDocuments.send(...node, 5)

  // Nor does the wrong door.
  // @ts-expect-error node:http has no Request
  await nodeDocuments.send(request, 'plans.pdf')
  // @ts-expect-error Fetch has no response to write on
  await fetchDocuments.send(...node, 'plans.pdf')

  // Nor options that cannot be.
  // @ts-expect-error there is no such disposition
  await fetchDocuments.send(request, 'plans.pdf', { disposition: 'download' })
  // @ts-expect-error only the sender of the file knows its length
  await fetchDocuments.send(request, 'plans.pdf', { headers: { 'Content-Length': '5' } })
  // @ts-expect-error there is no such option
  await fetchDocuments.send(request, 'plans.pdf', { attachment: true })
  // @ts-expect-error a stored file comes from find
  await fetchDocuments.send(request, {
    name: 'plans.pdf',
    size: 5,
    lastModified: new Date(),
    mediaType: 'a/b',
  })
  // @ts-expect-error there is no such event
  fetchDocuments.on('sent', () => undefined)

  void [response, sent]
}

it('the types say what can be', () => {
  expect(compiles).toBeTypeOf('function')
})
