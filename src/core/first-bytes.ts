import type { SafeKind } from './disposition.ts'
import type { OpenFile } from './store.ts'

/** Bytes at the beginning of a file that tell its type; more are not looked at. */
export const tellingBytes = 4100

/** Verdicts that are remembered; each is a text and a boolean. */
const mostVerdicts = 10_000

/** Characters of a path that are remembered; clients may choose how they write it. */
const longestPath = 1024

/** Tells what kind of content some first bytes are; `undefined` for those of no format with a signature. */
type Detector = (bytes: Uint8Array) => Promise<string | undefined>

/**
 * Judges whether the first bytes of files agree with the kind that their names promise, so that a stranger's
 * document under the name of a picture is not shown. Verdicts are remembered as long as the file stays the same; what tells
 * its states apart does so in its own store and at its own path alone.
 */
export class FirstBytesJudge {
  readonly #detect: Detector
  readonly #verdicts = new Map<string, boolean>()

  constructor(detect: Detector = detectMediaType) {
    this.#detect = detect
  }

  /**
   * @param file in one store: its path, and what tells this state of it from all others, or `undefined`
   * @param read reads the first {@link tellingBytes} bytes of the file
   */
  agrees(
    kind: SafeKind,
    { path, version }: Pick<OpenFile, 'path' | 'version'>,
    read: () => Promise<Uint8Array>,
  ): boolean | Promise<boolean> {
    const isRemembered = version !== undefined && path.length <= longestPath
    // With the length of the path, no path and version look like another two.
    const key = !isRemembered ? undefined : `${kind} ${path.length} ${path} ${version}`
    const known = key === undefined ? undefined : this.#verdicts.get(key)
    return known ?? this.#judge(kind, key, read)
  }

  async #judge(kind: SafeKind, key: string | undefined, read: () => Promise<Uint8Array>): Promise<boolean> {
    const bytes = await read()
    const verdict = isOfKind(await this.#detect(bytes), kind, bytes)
    if (key !== undefined) this.#remember(key, verdict)
    return verdict
  }

  #remember(key: string, verdict: boolean): void {
    if (this.#verdicts.size === mostVerdicts) {
      const [oldest] = this.#verdicts.keys()
      this.#verdicts.delete(String(oldest))
    }
    this.#verdicts.set(key, verdict)
  }
}

/** Types whose signature is two or three letters, with which a text may begin as well. */
const lookAlikes = new Set(['audio/mpeg', 'image/bmp', 'application/x-msdownload'])

/** Controls that a text may hold: tabs, line breaks, form feeds and the escape of terminals. */
const textControls = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b])

function isOfKind(mediaType: string | undefined, kind: SafeKind, bytes: Uint8Array): boolean {
  switch (kind) {
    case 'image':
      return mediaType !== undefined && mediaType.startsWith('image/') && mediaType !== 'image/svg+xml'
    case 'media':
      return mediaType !== undefined && /^(?:audio|video)\/|^application\/(?:ogg|mxf)$/.test(mediaType)
    case 'pdf':
      return mediaType === 'application/pdf'
    case 'text':
      return mediaType === undefined || (lookAlikes.has(mediaType) && !isBinary(bytes))
  }
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && !textControls.has(byte))
}

async function detectMediaType(bytes: Uint8Array): Promise<string | undefined> {
  // Loaded with the first file that may be shown: most downloads are saved.
  const { fileTypeFromBuffer } = await import('file-type/core')
  try {
    return (await fileTypeFromBuffer(bytes))?.mime
  } catch {
    return undefined
  }
}
