import { type Gateway, NodeGateway } from './gateway/gateway.ts'
import type { GatewayOptions } from './gateway/options.ts'

export { XsendfileError, type XsendfileErrorCode } from './core/errors.ts'
export type { Gateway } from './gateway/gateway.ts'
export type {
  Announcement,
  GatewayCertificate,
  GatewayLogEntry,
  GatewayOptions,
  GatewayRoot,
} from './gateway/options.ts'

/**
 * Makes a gateway: a small web server that stands before an application in any language, passes requests on, and sends
 * the files that the application's answers name by `X-Accel-Redirect`, `X-Sendfile`, `X-Lighttpd-Send-File`,
 * `X-LiteSpeed-Location` or `X-Reproxy-URL`. It needs the package undici, version 7 or later.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID, ERR_XSENDFILE_PREFIX_INVALID, ERR_XSENDFILE_PREFIX_TAKEN, and
 *   ERR_XSENDFILE_ROOT_... for a root that cannot be used
 * @example
 * ```ts
 * import { createGateway } from 'xsendfile/gateway'
 *
 * const gateway = createGateway({
 *   upstream: 'http://127.0.0.1:8000',
 *   roots: { path: '/srv/my-app/documents', prefix: '/internal-documents/' },
 *   log: ({ method, target, status, sentBy }) => console.error(method, target, status, sentBy),
 * })
 * const url = await gateway.listen(0)
 * console.log(url.startsWith('http://127.0.0.1:')) // true
 * await gateway.close()
 * ```
 */
export function createGateway(options: GatewayOptions): Gateway {
  return new NodeGateway(options)
}
