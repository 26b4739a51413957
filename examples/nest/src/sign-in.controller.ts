import { Controller, Get, Header, Headers, Post, Redirect, Res } from '@nestjs/common'
import type { ServerResponse } from 'node:http'
import { documentsPage, signInPage } from './pages.js'
import { root } from './root.js'
import { isSignedIn, signIn } from './session.js'

@Controller()
export class SignInController {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(@Headers('cookie') cookie: string | undefined): Promise<string> {
    return isSignedIn(cookie) ? await documentsPage(root) : signInPage()
  }

  @Post('sign-in')
  @Redirect('/', 303)
  signIn(@Res({ passthrough: true }) response: ServerResponse): void {
    response.setHeader('Set-Cookie', signIn())
  }
}
