import { XsendfileError } from '../core/errors.ts'

/** What handlers of different frameworks have at hand, told apart by what only it has. The first that fits counts. */
const kinds: readonly Kind[] = [
  {
    name: 'the ExecutionContext of NestJS',
    has: ['switchToHttp'],
    remedy: 'import from "xsendfile/nest", return documents.send(path) and add XsendfileInterceptor',
  },
  {
    name: 'the context of Koa',
    has: ['req', 'res', 'respond'],
    remedy: 'import from "xsendfile/koa"',
  },
  {
    name: 'the context of Koa',
    has: ['req', 'res', 'app'],
    remedy: 'import from "xsendfile/koa"',
  },
  {
    name: 'the context of Hono',
    has: ['req', 'env', 'header'],
    remedy: 'import from "xsendfile" and give it c.req.raw',
  },
  {
    name: 'the request of Fastify',
    has: ['raw', 'log', 'headers'],
    remedy: 'import from "xsendfile/fastify"',
  },
  {
    name: 'the request of Express',
    has: ['app', 'res', 'headers', 'httpVersion'],
    remedy: 'import from "xsendfile/express"',
  },
  {
    name: 'a request of node:http',
    has: ['httpVersion', 'headers'],
    remedy: 'import from "xsendfile/node", or from the door of your framework',
  },
]

interface Kind {
  readonly name: string
  readonly has: readonly string[]
  readonly remedy: string
}

/**
 * The error for a `send` that was not given what its door takes. It names what it was given, and the door for that.
 *
 * @param taken what this door's `send` takes, as the error writes it
 * @param given the first argument of `send`
 */
export function wrongDoor(taken: string, given: unknown): XsendfileError {
  const { name, remedy } = kindOf(given)
  return new XsendfileError(
    'ERR_XSENDFILE_ARGUMENT_INVALID',
    `Cannot answer: this door takes ${taken}, and was given ${name}; ${remedy}`,
  )
}

/** Whether a value is an object that has these members, of its own or inherited. */
export function hasMembers(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}

function kindOf(given: unknown): Pick<Kind, 'name' | 'remedy'> {
  if (hasMembers(given, ['headers']) && (given as Request).headers instanceof Headers)
    return { name: 'a Request of the Fetch standard', remedy: 'import from "xsendfile"' }
  const kind = kinds.find(({ has }) => hasMembers(given, has))
  if (kind !== undefined) return kind
  const type = given === null ? 'null' : typeof given
  return { name: `a value of type ${type}`, remedy: 'give it what your handler was called with' }
}
