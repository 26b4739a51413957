/** What of a request target goes on: the path with its query, and the host that an absolute-form names. */
export interface UpstreamTarget {
  readonly path: string
  readonly host: string | undefined
}

const absoluteForm = /^https?:\/\/([A-Za-z0-9.\-_~:[\]]+)(\/[^#]*|\?[^#]*)?$/i
const hostField = /^[A-Za-z0-9.\-_~:[\]]*$/

/**
 * Reads origin-form and absolute-form (RFC 9112, section 3.2); of the latter only the host is kept, which the
 * application may read: where the request goes to is settled by the configuration alone.
 *
 * @returns `undefined` for every other form, and for a fragment, which has no place in a request
 */
export function upstreamTarget(target: string): UpstreamTarget | undefined {
  if (target.startsWith('/')) return target.includes('#') ? undefined : { path: target, host: undefined }
  const [, host, rest = '/'] = absoluteForm.exec(target) ?? []
  if (host === undefined) return undefined
  return { path: rest.startsWith('/') ? rest : `/${rest}`, host }
}

/** Whether a text can be the value of Host (RFC 9110, section 7.2). */
export function isHost(value: string): boolean {
  return hostField.test(value)
}
