import { create } from 'content-disposition'
import { proposedFileName } from '../http/file-name.ts'
import { essenceOf } from '../http/media-type.ts'

/** Whether a browser shows a file or saves it; `auto` shows what is safe to show. */
export type Disposition = 'auto' | 'inline' | 'attachment'

/** A kind of content that a browser can show without running what is in it. */
export type SafeKind = 'image' | 'media' | 'pdf' | 'text'

/** What kind of content a media type stands for, or `undefined` when it should be saved rather than shown. */
export function safeKindOf(mediaType: string): SafeKind | undefined {
  const essence = essenceOf(mediaType) ?? ''
  // An XML document, such as SVG, may run script whatever else it is.
  if (essence.endsWith('+xml') || essence === 'image/svg') return undefined
  if (essence === 'text/plain') return 'text'
  if (essence === 'application/pdf') return 'pdf'
  if (essence.startsWith('audio/') || essence.startsWith('video/')) return 'media'
  return essence.startsWith('image/') ? 'image' : undefined
}

/** The value of Content-Disposition with the name under which to save the file (RFC 6266, RFC 8187). */
export function formatDisposition(type: 'inline' | 'attachment', name: string): string {
  return create(proposedFileName(name), { type })
}

/**
 * What a browser may do with a file when it opens it: render it in a sandbox, without script. Audio and video
 * play only when they may read their own address.
 */
export function contentSecurityPolicyFor(mediaType: string): string {
  return safeKindOf(mediaType) === 'media'
    ? "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin"
    : "default-src 'none'; style-src 'unsafe-inline'; sandbox"
}
