import 'reflect-metadata'
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Header,
  HttpException,
  Module,
  type NestInterceptor,
  type Provider,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common'
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core'
import { once } from 'node:events'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Observable, map, tap } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import { type FileToSend, XsendfileError, XsendfileInterceptor, xsendfile } from '../../src/nest.ts'
import type { Store } from '../../src/index.ts'
import { nginx } from '../../src/senders.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { failingStore } from './failing-store.ts'
import { nestPlatforms } from './nest-application.ts'
import { openFilesBelow, warningsDuring } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-nest-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
// Long enough ago for the tag that nginx makes itself.
utimesSync(join(root, 'ten.txt'), 784_111_777, 784_111_777)
writeFileSync(join(root, 'large.bin'), Buffer.alloc(8 * 1024 * 1024, 'large '))
afterAll(() => rmSync(root, { recursive: true }))

type Platform = keyof typeof nestPlatforms

/** Starts an application of one controller. */
async function serve(
  platform: Platform,
  controller: new () => object,
  providers: Provider[] = [],
): Promise<{ readonly port: number; readonly stop: () => Promise<void>; readonly lines: string[] }> {
  @Module({ controllers: [controller], providers })
  class ApplicationModule {}
  const lines: string[] = []
  const log = (line: unknown): void => void lines.push(String(line))
  const logger = { log: () => undefined, error: log, warn: log, fatal: log }
  const application = await NestFactory.create(ApplicationModule, nestPlatforms[platform].adapter(), {
    logger,
  })
  await application.init()
  if (platform === 'Fastify') await application.getHttpAdapter().getInstance().ready()
  return { port: await listen(application.getHttpServer() as Server), stop: () => application.close(), lines }
}

async function ask(
  platform: Platform,
  controller: new () => object,
  providers: Provider[] = [],
  fields: [string, string][] = [],
): Promise<WireAnswer & { readonly lines: readonly string[] }> {
  const { port, stop, lines } = await serve(platform, controller, providers)
  const answer = await exchange(port, { method: 'GET', target: '/files', fields })
  await stop()
  return { ...answer, lines }
}

/** The response of either platform. */
interface AnyResponse {
  readonly statusCode: number
  getHeader(name: string): unknown
}

const platforms = Object.keys(nestPlatforms) as Platform[]

describe.each(platforms)('NestJS 12 on %s', (platform) => {
  it('runs guards before, and gives nothing to whom they refuse', async () => {
    const documents = xsendfile(root)
    class OnlyWithCookie implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        return (
          context.switchToHttp().getRequest<Request & { headers: { cookie?: string } }>().headers.cookie ===
          'a=1'
        )
      }
    }
    @Controller('files')
    @UseGuards(OnlyWithCookie)
    @UseInterceptors(XsendfileInterceptor)
    class Files {
      @Get()
      answer(): FileToSend {
        return documents.send('ten.txt')
      }
    }
    expect((await ask(platform, Files)).status).toBe(403)
    const answer = await ask(platform, Files, [], [['Cookie', 'a=1']])
    expect([answer.status, answer.content]).toEqual([200, '0123456789'])
  })

  it('shows other interceptors the answer, which they know for a file', async () => {
    const documents = xsendfile(root)
    const seen: unknown[] = []
    class Logging implements NestInterceptor {
      intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
        const response = context.switchToHttp().getResponse<AnyResponse>()
        return next.handle().pipe(
          tap((result: unknown) => {
            seen.push(
              result instanceof StreamableFile,
              response.statusCode,
              response.getHeader('content-length'),
            )
          }),
        )
      }
    }
    class Wrapping implements NestInterceptor {
      intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
        return next.handle().pipe(map((data: unknown) => (data instanceof StreamableFile ? data : { data })))
      }
    }
    @Controller('files')
    @UseInterceptors(Logging, Wrapping, XsendfileInterceptor)
    class Files {
      @Get()
      @Header('Cache-Control', 'private, max-age=60')
      async answer(): Promise<FileToSend> {
        return documents.send('large.bin')
      }
    }
    const answer = await ask(platform, Files, [], [['Range', 'bytes=2-4']])
    expect([answer.status, answer.content, seen]).toEqual([206, 'rge', [true, 206, '3']])
    expect(answer.fields.get('cache-control')).toEqual(['private, max-age=60, no-transform'])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('may have the interceptor for all handlers, of which others are as before', async () => {
    const documents = xsendfile(root, { sender: nginx('/internal-nest/') })
    @Controller()
    class Files {
      @Get('files')
      answer(): FileToSend {
        return documents.send('ten.txt')
      }
      @Get('own')
      own(): unknown {
        return { own: true }
      }
    }
    const { port, stop } = await serve(platform, Files, [
      { provide: APP_INTERCEPTOR, useClass: XsendfileInterceptor },
    ])
    const file = await exchange(port, { method: 'GET', target: '/files', fields: [] })
    const own = await exchange(port, { method: 'GET', target: '/own', fields: [] })
    await stop()
    documents.close()
    expect([
      file.status,
      file.content,
      file.fields.get('x-accel-redirect'),
      file.fields.get('content-length'),
    ]).toEqual([200, '', ['/internal-nest/ten.txt'], ['0']])
    expect(own.content).toBe('{"own":true}')
  })

  describe('a failure', () => {
    const failing = (store: Store, ...decorators: MethodDecorator[]): new () => object => {
      const documents = xsendfile(store)
      documents.on('failure', () => undefined)
      @Controller('files')
      @UseInterceptors(XsendfileInterceptor)
      class Files {
        @Get()
        answer(): FileToSend {
          return documents.send('large.bin')
        }
      }
      const descriptor = Object.getOwnPropertyDescriptor(Files.prototype, 'answer') ?? {}
      for (const decorate of decorators) decorate(Files.prototype, 'answer', descriptor)
      return Files
    }

    it.each([
      ['EIO', 500, undefined],
      ['EMFILE', 503, ['1']],
    ] as const)(
      'of the disk with %s is answered with %i by the filter of NestJS, which logs it',
      async (code, status, retry) => {
        const { fields, content, lines, ...answer } = await ask(
          platform,
          failing(failingStore(root, 'open', code)),
        )
        expect([answer.status, fields.get('retry-after')]).toEqual([status, retry])
        expect(content + answer.raw).not.toContain(root)
        expect(lines.join()).toContain('Cannot open the file')
        for (const name of ['last-modified', 'accept-ranges', 'content-disposition'])
          expect(fields.has(name)).toBe(false)
      },
    )

    it('goes to the filters of its handler', async () => {
      @Catch(XsendfileError)
      class OwnFilter implements ExceptionFilter {
        catch(error: XsendfileError, host: ArgumentsHost): void {
          const response = host.switchToHttp().getResponse<{
            status(code: number): { send(text: string): void }
          }>()
          response.status(502).send(error.code)
        }
      }
      const answer = await ask(platform, failing(failingStore(root, 'open', 'EIO'), UseFilters(OwnFilter)))
      expect([answer.status, answer.content]).toEqual([502, 'ERR_XSENDFILE_OPEN_FAILED'])
    })

    it('when content has begun breaks the connection off', async () => {
      const answer = await ask(platform, failing(failingStore(root, 'later read', 'EIO')))
      expect([answer.status, answer.complete]).toEqual([200, false])
      expect(await openFilesBelow(root)).toEqual([])
    })
  })

  it('a client that leaves is no error, and its file is closed', async () => {
    const documents = xsendfile(root)
    const failures: unknown[] = []
    documents.on('failure', (event) => void failures.push(event))
    @Controller('files')
    @UseInterceptors(XsendfileInterceptor)
    class Files {
      @Get()
      answer(): FileToSend {
        return documents.send('large.bin')
      }
    }
    const { port, stop, lines } = await serve(platform, Files)
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /files HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    expect(await openFilesBelow(root, 1)).toHaveLength(1)
    socket.destroy()
    expect(await openFilesBelow(root)).toEqual([])
    await stop()
    expect([failures, lines]).toEqual([[], []])
  })

  it("notFound: 'leave' lets exception filters give a 404 of their own", async () => {
    const documents = xsendfile(root, { notFound: 'leave' })
    const failures: unknown[] = []
    documents.on('failure', (event) => void failures.push(event))
    @Catch(HttpException)
    class OwnFilter implements ExceptionFilter {
      catch(error: HttpException, host: ArgumentsHost): void {
        const response = host.switchToHttp().getResponse<{
          status(code: number): { send(text: string): void }
        }>()
        response.status(error.getStatus()).send('own')
      }
    }
    @Controller('files')
    @UseInterceptors(XsendfileInterceptor)
    @UseFilters(OwnFilter)
    class Files {
      @Get()
      answer(): FileToSend {
        return documents.send('missing')
      }
    }
    const answer = await ask(platform, Files)
    expect([answer.status, answer.content, failures]).toEqual([404, 'own', []])
  })

  it('without the interceptor tells what is missing', async () => {
    const documents = xsendfile(root)
    @Controller('files')
    class Files {
      @Get()
      answer(): FileToSend {
        return documents.send('ten.txt')
      }
    }
    const [answer] = await warningsDuring(() => ask(platform, Files))
    expect(answer.status).toBe(500)
    expect(answer.lines.join()).toContain('add @UseInterceptors(XsendfileInterceptor)')
  })
})
