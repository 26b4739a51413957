import { defineHandler, redirect, setCookie } from 'nitro/h3'
import { signIn } from '../session.ts'

export default defineHandler((event) => {
  setCookie(event, 'session', signIn(), { path: '/', httpOnly: true, sameSite: 'lax' })
  return redirect('/', 303)
})
