import { readdir } from 'node:fs/promises'
import type { LoaderFunctionArgs } from 'react-router'
import { useLoaderData } from 'react-router'
import { isOfMember } from '../cookie.server.ts'
import { root } from '../documents.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  if (!(await isOfMember(request))) return { names: undefined }
  const entries = await readdir(root, { withFileTypes: true })
  return { names: entries.filter((entry) => entry.isFile()).map(({ name }) => name) }
}

export default function Home() {
  const { names } = useLoaderData<typeof loader>()
  if (names === undefined) {
    return (
      <form method="post" action="/sign-in">
        <button>Sign in</button>
      </form>
    )
  }
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
