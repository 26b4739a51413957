import { resolve } from 'node:path'
import { xsendfile } from 'xsendfile'

/** The folder of the documents; what is built lies elsewhere, so it is found from where the application is started. */
export const root = resolve(process.env['DOCUMENTS'] ?? 'documents')

// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
export const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))
