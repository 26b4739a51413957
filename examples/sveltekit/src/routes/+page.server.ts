import { readdir } from 'node:fs/promises'
import { root } from '#lib/server/documents.ts'
import { isSignedIn } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ cookies }) => {
  if (!isSignedIn(cookies.get('session'))) return { names: undefined }
  const entries = await readdir(root, { withFileTypes: true })
  return { names: entries.filter((entry) => entry.isFile()).map(({ name }) => name) }
}
