export { XsendfileError, type XsendfileErrorCode } from './core/errors.ts'
export type { LinkRefusalReason, MalformedPath, PathSegment, RefusedLink } from './core/store.ts'
export type { TargetedRequest } from './adapters/request-path.ts'
export type { LinkPath } from './links/link-path.ts'
export type { LinkedFile } from './links/linked-file.ts'
export type { LinkKey } from './links/keys.ts'
export {
  type LinkOptions,
  type ReadingOptions,
  type SignedLinks,
  type SignedLinksOptions,
  signedLinks,
} from './links/signed-links.ts'
export {
  type WsgiTokenHash,
  type WsgiTokenLinks,
  type WsgiTokenLinksOptions,
  wsgiTokenLinks,
} from './links/wsgi-token-links.ts'
