/** How a file can be previewed in a page; `other` is only saved. */
export type FileKind = 'picture' | 'video' | 'audio' | 'pdf' | 'text' | 'other'

/** Text that is shown as text whatever it means; HTML and SVG are saved, as the library has it. */
const texts = new Set(['text/plain', 'text/csv', 'text/markdown', 'application/json'])

/** The kind of what the library would send under a media type. */
export function kindOf(mediaType: string): FileKind {
  const essence = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (texts.has(essence)) return 'text'
  if (essence === 'application/pdf') return 'pdf'
  if (essence.startsWith('audio/')) return 'audio'
  if (essence.startsWith('video/')) return 'video'
  return essence.startsWith('image/') && !essence.endsWith('+xml') ? 'picture' : 'other'
}
