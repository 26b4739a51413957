import express from 'express'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type RequestPath, XsendfileError, requestPath } from '../../src/node.ts'
import { listen } from '../servers/ports.ts'
import { converse } from '../servers/wire.ts'

const malformed = (url: string): RequestPath => ({ malformed: url })

describe('requestPath()', () => {
  it.each<[url: string, prefix: string, path: RequestPath]>([
    ['/documents/a.pdf', '/documents/', ['a.pdf']],
    ['/documents/a.pdf', '/documents', ['a.pdf']],
    ['/documents/a/b/c.pdf', '/documents/', ['a', 'b', 'c.pdf']],
    ['/a.pdf', '/', ['a.pdf']],
    ['/x/y/a.pdf', '/x/y/', ['a.pdf']],
    ['/d%C3%A9p%C3%B4t/a.pdf', '/dépôt/', ['a.pdf']],
    ['/%64ocuments/a.pdf', '/documents/', ['a.pdf']],
    ['/documents/r%C3%A9sum%C3%A9.pdf', '/documents/', ['résumé.pdf']],
    ['/documents/a%20b+c.pdf', '/documents/', ['a b+c.pdf']],
    ['/documents/a.pdf?x=/y', '/documents/', ['a.pdf']],
    ['/documents/a.pdf#x', '/documents/', ['a.pdf']],
    ['/documents/a%3Fb%23c.pdf', '/documents/', ['a?b#c.pdf']],
    ['/documents/a;v=1.pdf', '/documents/', ['a;v=1.pdf']],
    ['/documents/a%5Cb.pdf', '/documents/', ['a\\b.pdf']],
    ['/documents/%FF.pdf', '/documents/', [new Uint8Array([0xff, 0x2e, 0x70, 0x64, 0x66])]],
    // Decoded once, and no more.
    ['/documents/a%2541.pdf', '/documents/', ['a%41.pdf']],
    ['/documents/%252e%252e/a.pdf', '/documents/', ['%2e%2e', 'a.pdf']],
    ['/documents/a%252Fb.pdf', '/documents/', ['a%2Fb.pdf']],
    // Left for `send` to refuse, since nothing is normalized.
    ['/documents//a.pdf', '/documents/', ['', 'a.pdf']],
    ['/documents/a.pdf/', '/documents/', ['a.pdf', '']],
    ['/documents/', '/documents/', ['']],
    ['/documents/../a.pdf', '/documents/', ['..', 'a.pdf']],
    ['/documents/%2e%2e/a.pdf', '/documents/', ['..', 'a.pdf']],
    ['/documents/./a.pdf', '/documents/', ['.', 'a.pdf']],
    // Absolute-form (RFC 9112, section 3.2.2).
    ['http://example.com/documents/a.pdf', '/documents/', ['a.pdf']],
    ['HTTPS://user@example.com:8443/documents/a.pdf', '/documents/', ['a.pdf']],
    ['http://example.com?/documents/a.pdf', '/documents/', malformed('http://example.com?/documents/a.pdf')],
    // Malformed.
    ['/documents', '/documents/', []],
    ['/other/a.pdf', '/documents/', malformed('/other/a.pdf')],
    ['/documents.pdf', '/documents/', malformed('/documents.pdf')],
    ['/Documents/a.pdf', '/documents/', malformed('/Documents/a.pdf')],
    ['//documents/a.pdf', '/documents/', malformed('//documents/a.pdf')],
    ['/documents/a%2Fb.pdf', '/documents/', malformed('/documents/a%2Fb.pdf')],
    ['/documents/a%2fb.pdf', '/documents/', malformed('/documents/a%2fb.pdf')],
    ['/documents%2Fa.pdf', '/documents/', malformed('/documents%2Fa.pdf')],
    ['/documents/a%00.pdf', '/documents/', malformed('/documents/a%00.pdf')],
    ['/documents/a%.pdf', '/documents/', malformed('/documents/a%.pdf')],
    ['/documents/a%4', '/documents/', malformed('/documents/a%4')],
    ['/documents/a%zz.pdf', '/documents/', malformed('/documents/a%zz.pdf')],
    ['/documents/a%u0041.pdf', '/documents/', malformed('/documents/a%u0041.pdf')],
    ['*', '/', malformed('*')],
    ['example.com:443', '/', malformed('example.com:443')],
    ['', '/', malformed('')],
  ])('of %s below %s', (url, prefix, path) => {
    expect(requestPath({ url }, prefix)).toEqual(path)
  })

  it('takes the whole path when there is no prefix', () => {
    expect(requestPath({ url: '/a/b.pdf' })).toEqual(['a', 'b.pdf'])
  })

  it('takes a Request of the Fetch standard', () => {
    expect(requestPath(new Request('http://localhost/documents/%E6%97%A5.txt'), '/documents/')).toEqual([
      '日.txt',
    ])
  })

  it('refuses a prefix without a slash at its beginning', () => {
    expect(() => requestPath({ url: '/a' }, 'documents/')).toThrow(XsendfileError)
    expect(() => requestPath({ url: '/a' }, 'documents/')).toThrow(
      expect.objectContaining({ code: 'ERR_XSENDFILE_ARGUMENT_INVALID' }) as Error,
    )
  })

  it('counts from the mount within routers of Express', async () => {
    const paths: RequestPath[] = []
    const router = express.Router()
    router.get('/documents/*path', (request, response) => {
      paths.push(requestPath(request, '/documents/'))
      response.end()
    })
    const server = createServer(express().use('/app', express.Router().use('/v1', router)))
    const port = await listen(server)
    await converse(
      port,
      'GET /app/v1/documents/a%2541/b.pdf?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    server.close()
    expect(paths).toEqual([['a%41', 'b.pdf']])
  })

  it('reads what arrives at node:http in absolute-form and asterisk-form', async () => {
    const paths: RequestPath[] = []
    const server = createServer((request, response) => {
      paths.push(requestPath(request, '/f/'))
      response.end()
    })
    const port = await listen(server)
    for (const line of ['GET http://other/f/a%20b', 'OPTIONS *']) {
      await converse(port, `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    }
    server.close()
    expect(paths).toEqual([['a b'], { malformed: '*' }])
  })
})

describe('requestPath() called with wrong values', () => {
  type AnyRequestPath = (request: unknown, prefix?: unknown) => unknown

  it.each([
    [{ url: '/' }, 5, 'Cannot take a path below 5: a prefix begins with a slash'],
    [{ url: '/' }, null, 'Cannot take a path below null: a prefix'],
    [null, '/', 'Cannot take the path of null: give the request'],
    [undefined, '/', 'Cannot take the path of undefined: give the request'],
    ['/documents/a', '/', 'Cannot take the path of "/documents/a": give the request'],
    [{ url: 5 }, '/', 'Cannot take the path of an object: give the request'],
  ])('%o, %o', (request, prefix, message) => {
    expect(() => (requestPath as AnyRequestPath)(request, prefix)).toThrow(message)
  })
})
