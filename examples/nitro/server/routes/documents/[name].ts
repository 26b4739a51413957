import { defineHandler, getCookie, redirect } from 'nitro/h3'
import { requestPath } from 'xsendfile'
import { documents } from '../../documents.ts'
import { isSignedIn } from '../../session.ts'

// Not `[name].get.ts`, which Nitro does not ask for HEAD: `send` knows the methods of a file. And not `getRouterParam`,
// which leaves "%2F" in a name as it is: the path of the request is decoded once, and whole.
export default defineHandler((event) =>
  isSignedIn(getCookie(event, 'session'))
    ? documents.send(event.req, requestPath(event.req, '/documents/'), { disposition: 'attachment' })
    : redirect('/'),
)
