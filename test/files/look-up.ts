import type { RefusedEvent, SendOptions, SendPath, XsendfileApplication } from '../../src/index.ts'

/** What became of a file that was asked for. */
export interface LookedUp {
  readonly status: number
  /** One character per byte. */
  readonly content: string
  /** Why it was refused, when it was. */
  readonly reason: string | undefined
}

/** Sends a file to nobody in particular. */
export async function lookUp(
  documents: XsendfileApplication<[request: Request], Response>,
  path: SendPath,
  options?: SendOptions,
): Promise<LookedUp> {
  const refusals: RefusedEvent[] = []
  const end = documents.on('refused', (event) => void refusals.push(event))
  const response = await documents.send(new Request('http://localhost/'), path, options)
  end()
  const content = Buffer.from(await response.arrayBuffer()).toString('latin1')
  return { status: response.status, content, reason: refusals[0]?.reason }
}
