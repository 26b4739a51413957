import { type LoaderFunctionArgs, redirect } from 'react-router'
import { isOfMember } from '../cookie.server.ts'
import { documents } from '../documents.server.ts'

// A resource route: it has no component, so what the loader returns is the answer.
export async function loader({ request, params }: LoaderFunctionArgs) {
  if (!(await isOfMember(request))) return redirect('/')
  return documents.send(request, [params['name'] ?? ''], { disposition: 'attachment' })
}
