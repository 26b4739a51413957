import { Controller, Get, Param, UseGuards, UseInterceptors } from '@nestjs/common'
import { type FileToSend, XsendfileInterceptor, xsendfile } from 'xsendfile/nest'
import { root } from './root.js'
import { SignInGuard } from './sign-in.guard.js'

// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

@Controller('documents')
@UseGuards(SignInGuard)
@UseInterceptors(XsendfileInterceptor)
export class DocumentsController {
  @Get(':name')
  download(@Param('name') name: string): FileToSend {
    return documents.send([name], { disposition: 'attachment' })
  }
}
