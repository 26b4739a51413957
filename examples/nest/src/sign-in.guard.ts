import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common'
import type { IncomingMessage } from 'node:http'
import { isSignedIn } from './session.js'

/** Lets those through who have signed in. */
@Injectable()
export class SignInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<IncomingMessage>()
    if (!isSignedIn(headers.cookie)) throw new UnauthorizedException()
    return true
  }
}
