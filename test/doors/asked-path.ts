import { type TargetedRequest, requestPath } from '../../src/index.ts'
import type { LinkPath } from '../../src/links.ts'

/** What makes paths of requests for links. */
interface LinkReader {
  read(request: TargetedRequest, prefix?: string): LinkPath
}

/** The readers of routes whose files are asked for by links. */
export type LinkReaders = Readonly<Record<string, LinkReader>>

/** The file that a request asks for below a route. */
export function askedPath(
  links: LinkReaders | undefined,
  route: string,
  request: TargetedRequest,
  prefix?: string,
): LinkPath {
  return links?.[route]?.read(request, prefix) ?? requestPath(request, prefix)
}
