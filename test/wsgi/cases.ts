import type { Case } from './case.ts'
import { completedFieldCases } from './cases/completed-fields.ts'
import { embeddedCases } from './cases/embedded.ts'
import { fileSenderCases } from './cases/file-sender.ts'
import { nginxCases } from './cases/nginx.ts'
import { promiseCases } from './cases/promises.ts'
import { refusalCases } from './cases/refusals.ts'
import { requestCases } from './cases/requests.ts'
import { rootCases } from './cases/root.ts'
import { tokenRequestCases } from './cases/token-requests.ts'
import { tokenCases } from './cases/tokens.ts'

/** Every case of WSGI X-Sendfile 1.0rc3, in the order of their numbers. */
export const cases: readonly Case[] = [
  ...rootCases,
  ...fileSenderCases,
  ...requestCases,
  ...refusalCases,
  ...completedFieldCases,
  ...nginxCases,
  ...embeddedCases,
  ...tokenCases,
  ...tokenRequestCases,
  ...promiseCases,
].toSorted((one, other) => one.number - other.number)
