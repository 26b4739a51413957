import { type LoaderFunctionArgs, redirect } from 'react-router'
import { requestPath } from 'xsendfile'
import { isOfMember } from '../cookie.server.ts'
import { documents } from '../documents.server.ts'

// A resource route: it has no component, so what the loader returns is the answer. React Router makes a slash of "%2F" in
// `params`; the path of the request is decoded once, and whole.
export async function loader({ request }: LoaderFunctionArgs) {
  if (!(await isOfMember(request))) return redirect('/')
  return documents.send(request, requestPath(request, '/documents/'), { disposition: 'attachment' })
}
