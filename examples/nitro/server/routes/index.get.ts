import { defineHandler, getCookie } from 'nitro/h3'
import { root } from '../documents.ts'
import { documentsPage, signInPage } from '../pages.ts'
import { isSignedIn } from '../session.ts'

export default defineHandler((event) => {
  event.res.headers.set('Content-Type', 'text/html; charset=utf-8')
  return isSignedIn(getCookie(event, 'session')) ? documentsPage(root) : signInPage()
})
