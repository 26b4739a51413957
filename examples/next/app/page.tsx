import { cookies } from 'next/headers'
import { readdir } from 'node:fs/promises'
import { root } from './documents'
import { isSignedIn } from './session'

export default async function Page() {
  if (!isSignedIn((await cookies()).get('session')?.value)) {
    return (
      <form method="post" action="/sign-in">
        <button>Sign in</button>
      </form>
    )
  }
  const entries = await readdir(root, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <a href={`/documents/${encodeURIComponent(name)}`}>{name}</a>
        </li>
      ))}
    </ul>
  )
}
