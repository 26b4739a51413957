import { resolve } from 'node:path'

/** The folder of the documents. */
export const root = resolve(process.env['DOCUMENTS'] ?? 'documents')
