import { cookies } from 'next/headers'
import { xsendfile } from 'xsendfile'
import { root } from '../../documents'
import { isSignedIn } from '../../session'

// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its
// like. The build evaluates this module, too, and need not have the documents.
const documents = xsendfile(root, { prefix: '/internal-documents/', checkRoot: 'first-send' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

export async function GET(
  request: Request,
  { params }: { params: Promise<{ name: string }> },
): Promise<Response> {
  if (!isSignedIn((await cookies()).get('session')?.value)) {
    return new Response(null, { status: 303, headers: { Location: '/' } })
  }
  const { name } = await params
  return documents.send(request, [name], { disposition: 'attachment' })
}
