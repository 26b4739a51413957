import type { ProcessOptions } from '../servers/application-process.ts'
import { big } from './files.ts'
import type { ExpectedAnswer } from './table.ts'

/** What a server of a runtime does otherwise than the table says, and nothing can be done about. */
export interface Difference {
  readonly reason: string
  /** The answers that it gives instead, by the names of the rows. */
  readonly answers: Readonly<Record<string, ExpectedAnswer>>
}

const inChunks = { 'content-length': null, 'transfer-encoding': 'chunked' } as const

/** By the server; what is not here must be as the table says. */
export const differences: Readonly<Partial<Record<ProcessOptions['door'], Difference>>> = {
  'Bun.serve': {
    reason: 'it drops the Content-Length of an answer that is a stream, and sends it in chunks',
    answers: {
      'Content-Length counts bytes': { status: 200, content: big, fields: inChunks },
      'all but the first of a large file': {
        status: 206,
        content: big.slice(1),
        fields: { ...inChunks, 'content-range': 'bytes 1-1048575/1048576' },
      },
    },
  },
}
