import { GoneException, NotFoundException, StreamableFile } from '@nestjs/common'
import { type Observable, mergeMap } from 'rxjs'
import type { Readable } from 'node:stream'
import type { Answer } from '../core/answer.ts'
import { XsendfileError } from '../core/errors.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter } from './adapter.ts'
import { type FastifyReply, type FastifyRequest, fastifyAdapter, putHead } from './fastify.ts'
import { type NodeRequest, type NodeResponse, breakOff } from './node-handles.ts'
import { nodeAdapter } from './node.ts'
import { contentOf, discard } from './node-stream.ts'
import { hasMembers, wrongDoor } from './wrong-door.ts'

/** What is used of the ExecutionContext of NestJS, which extends it. */
export interface NestContext {
  switchToHttp(): { getRequest(): unknown; getResponse(): unknown }
}

/** What an interceptor of NestJS has at hand. */
export type NestHandles = [context: NestContext]

/** What the interceptor gives to NestJS, a StreamableFile; what is left to NestJS is none. */
type NestAnswer = object | 'not-found' | 'gone' | 'answered'

/** NestJS on Express and on Fastify: status and fields are put on the response, and NestJS sends the content. */
export const nestAdapter: Adapter<NestHandles, NestAnswer> = {
  handles: ['context'],
  keepsFailures: false,

  request: (context): RequestHead => platformOf(context).head,

  refuseAnswered: (context) => platformOf(context).refuseAnswered(),

  answerFields: (context) => platformOf(context).answerFields(),

  async write(delivery, context): Promise<NestAnswer> {
    const platform = platformOf(context)
    const content = await contentOf(delivery, platform.request, platform.response)
    try {
      platform.refuseAnswered()
      platform.putHead(delivery.answer)
    } catch (error) {
      discard(content)
      throw error
    }
    return new AnsweredFile(content, platform.response)
  },

  turn(context) {
    const { request, response } = platformOf(context)
    return nodeAdapter.turn?.(request, response)
  },

  leave: ({ sent: { outcome } }) => (outcome === 'not-found' || outcome === 'gone' ? outcome : 'answered'),

  async fail(error, { answer }, context): Promise<NestAnswer> {
    const retryAfter = answer.fields['Retry-After']
    // Exception filters of NestJS take the status of an error, and not its fields.
    if (retryAfter !== undefined) platformOf(context).response.setHeader('Retry-After', retryAfter)
    throw error
  },
}

/** A file that a handler wants to be sent: {@link XsendfileInterceptor} answers with it. */
export class FileToSend {
  readonly #answer: (context: NestContext) => Promise<unknown>

  /** @internal */
  constructor(answer: (context: NestContext) => Promise<unknown>) {
    this.#answer = answer
  }

  /** @internal */
  static async answer(file: FileToSend, context: NestContext): Promise<unknown> {
    const answer = await file.#answer(context)
    if (answer === 'not-found') throw new NotFoundException()
    if (answer === 'gone') throw new GoneException()
    return answer === 'answered' ? undefined : answer
  }

  /** Without the interceptor NestJS would answer with an empty object. */
  toJSON(): never {
    throw new XsendfileError(
      'ERR_XSENDFILE_INTERCEPTOR_MISSING',
      'Cannot send a file: nothing has taken what documents.send() gave; add @UseInterceptors(XsendfileInterceptor) to the handler or its controller',
    )
  }
}

/**
 * Answers with the files that handlers return. It belongs next to the handler, so that other interceptors see the
 * answer: a StreamableFile, with status and fields on the response.
 *
 * @example
 * ```ts
 * import { Controller, Get, Param, UseInterceptors } from '@nestjs/common'
 * import { type FileToSend, XsendfileInterceptor, xsendfile } from 'xsendfile/nest'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 *
 * @Controller('documents')
 * @UseInterceptors(XsendfileInterceptor)
 * export class DocumentsController {
 *   @Get(':name')
 *   download(@Param('name') name: string): FileToSend {
 *     return documents.send([`${name}.pdf`], { disposition: 'attachment' })
 *   }
 * }
 * ```
 */
export class XsendfileInterceptor {
  /** Called by NestJS. */
  intercept<Results>(context: NestContext, next: { handle(): Results }): Results {
    const results = next.handle() as Observable<unknown>
    const answers = results.pipe(
      mergeMap(async (result) =>
        result instanceof FileToSend ? FileToSend.answer(result, context) : result,
      ),
    )
    return answers as Results
  }
}

/** The two platforms of NestJS, seen alike. */
interface Platform {
  readonly head: RequestHead
  readonly request: NodeRequest
  readonly response: NodeResponse
  refuseAnswered(): void
  answerFields(): ReturnType<typeof nodeAdapter.answerFields>
  putHead(answer: Answer): void
}

function platformOf(context: NestContext): Platform {
  if (!hasMembers(context, ['switchToHttp']))
    throw wrongDoor('an ExecutionContext of NestJS, which XsendfileInterceptor gives it', context)
  const http = context.switchToHttp()
  const [request, response] = [http.getRequest(), http.getResponse()]
  if (hasMembers(response, ['raw', 'hijack']))
    return fastifyPlatform(request as FastifyRequest, response as FastifyReply)
  return expressPlatform(request as NodeRequest, response as NodeResponse)
}

function fastifyPlatform(request: FastifyRequest, reply: FastifyReply): Platform {
  return {
    head: fastifyAdapter.request(request, reply),
    request: request.raw,
    response: reply.raw,
    refuseAnswered: () => fastifyAdapter.refuseAnswered?.(request, reply),
    answerFields: () => fastifyAdapter.answerFields(request, reply),
    putHead: (answer) => putHead(answer, request, reply),
  }
}

function expressPlatform(request: NodeRequest, response: NodeResponse): Platform {
  return {
    head: nodeAdapter.request(request, response),
    request,
    response,
    refuseAnswered: () => nodeAdapter.refuseAnswered?.(request, response),
    answerFields: () => nodeAdapter.answerFields(request, response),
    putHead({ status, fields, removed }) {
      response.statusCode = status
      for (const name of removed) response.removeHeader(name)
      for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
    },
  }
}

/** A content whose fields stand on the response already. */
class AnsweredFile extends StreamableFile {
  constructor(content: string | Buffer | Readable, response: NodeResponse) {
    const body = typeof content === 'string' ? Buffer.from(content) : content
    // Two overloads, of which each takes one of the two.
    super(body as Readable)
    this.setErrorHandler(() => breakOff(response))
    // What fails has been told to listeners of `failure`; that a client leaves is no error.
    this.setErrorLogger(() => undefined)
  }

  override getHeaders(): ReturnType<StreamableFile['getHeaders']> {
    return {} as ReturnType<StreamableFile['getHeaders']>
  }
}
