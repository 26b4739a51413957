import { Readable } from 'node:stream'
import { XsendfileError } from '../core/errors.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Sent } from './adapter.ts'
import { nodeAdapter } from './node.ts'
import type { NodeRequest, NodeResponse } from './node-handles.ts'
import { contentOf, discard } from './node-stream.ts'
import { hasMembers, wrongDoor } from './wrong-door.ts'

/** What is used of the context of Koa; Koa's own type extends it. */
export interface KoaContext {
  readonly req: NodeRequest
  readonly res: NodeResponse
  readonly respond?: boolean | undefined
  body: unknown
  status: number
  set(name: string, value: string | string[]): void
  remove(name: string): void
  onerror(error: Error): void
}

/** What a handler of Koa has at hand. */
export type KoaHandles = [ctx: KoaContext]

/** Koa: the answer is put on the context, and Koa writes it when all middleware has seen it. */
export const koaAdapter: Adapter<KoaHandles, Sent> = {
  handles: ['ctx'],
  keepsFailures: false,

  request(ctx): RequestHead {
    if (!hasMembers(ctx, ['req', 'res', 'set', 'remove'])) {
      throw wrongDoor('`send(ctx, path, options)` with the context of Koa', ctx)
    }
    return nodeAdapter.request(ctx.req, ctx.res)
  },

  refuseAnswered,

  answerFields: ({ req, res }) => nodeAdapter.answerFields(req, res),

  async write(delivery, ctx): Promise<Sent> {
    const { answer, sent } = delivery
    const content = await contentOf(delivery, ctx.req, ctx.res)
    if (isAnswered(ctx)) discard(content)
    refuseAnswered(ctx)
    // First the content, since Koa derives fields from it.
    ctx.body = answer.content.kind === 'none' && sent.outcome !== 'handed-over' ? null : content
    ctx.status = answer.status
    for (const name of answer.removed) ctx.remove(name)
    for (const [name, value] of Object.entries(answer.fields))
      ctx.set(name, typeof value === 'string' ? value : [...value])
    if (content instanceof Readable) reportOnlyFailures(ctx, content)
    return sent
  },

  leave: ({ sent }) => sent,

  turn: ({ req, res }) => nodeAdapter.turn?.(req, res),

  async fail(error, { answer, sent }, ctx): Promise<Sent> {
    // Koa has answered: nobody waits for `send`, and a rejection would end the process.
    if (isAnswered(ctx)) return sent
    for (const name of answer.removed) ctx.remove(name)
    throw error
  },
}

function isAnswered({ res }: KoaContext): boolean {
  return res.headersSent || res.writableEnded
}

function refuseAnswered(ctx: KoaContext): void {
  const mistake = mistakeIn(ctx)
  if (mistake === undefined) return
  throw new XsendfileError('ERR_XSENDFILE_ALREADY_ANSWERED', `Cannot send a file: ${mistake}`)
}

function mistakeIn(ctx: KoaContext): string | undefined {
  if (isAnswered(ctx))
    return 'the response has been answered already; write `await documents.send(ctx, path)`, and call it once'
  if (ctx.respond === false)
    return 'ctx.respond is false, so that Koa would not write it; leave that out, or use "xsendfile/node" with ctx.req and ctx.res'
  if (ctx.body !== undefined && ctx.body !== null)
    return 'ctx.body has been set already; call `send` once, and set no content besides'
  return undefined
}

/** Koa would report clients that leave as errors of the application, and a file that fails twice. */
function reportOnlyFailures(ctx: KoaContext, content: Readable): void {
  const report = ctx.onerror.bind(ctx)
  let reported = false
  const onerror = (error: Error): void => {
    const isUnderWay = ctx.body === content && ctx.res.headersSent
    if (isUnderWay && (reported || error !== content.errored)) return
    reported = isUnderWay
    report(error)
  }
  Object.assign(ctx, { onerror })
}
