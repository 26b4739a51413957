import { fileURLToPath } from 'node:url'

/** The folder of the documents. */
export const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('../documents', import.meta.url))
