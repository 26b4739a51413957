import type { Case } from '../case.ts'
import { speaksWithOtherLanguages } from '../other-languages.ts'
import {
  answersWithoutUser,
  changesFieldsOfFiles,
  keepsFilesInternal,
  keepsFieldsOfApplication,
  passesThroughBackEnd,
  servesUseCases,
} from '../promises.ts'

/** What the documentation of the original promises. */
export const promiseCases: readonly Case[] = [
  {
    number: 105,
    given: 'a front end before another server',
    original: 'only the front end needs configuration',
    verdict: 'same',
    trial: { needs: 'nginx', conduct: passesThroughBackEnd },
  },
  {
    number: 106,
    given: 'a view that sets the path, calls the sender, and sets Content-Disposition where there is a file',
    original: 'the way of Django, WebOb and raw WSGI; the example for Django asks the wrong way round',
    verdict: 'better',
    reason: '`disposition` counts for the file alone, so there is nothing to ask',
    trial: { conduct: changesFieldsOfFiles },
  },
  {
    number: 107,
    given: 'a user who is not signed in',
    original: "the application's own answer: 401, 403 or the way to the login",
    verdict: 'same',
    trial: { conduct: answersWithoutUser },
  },
  {
    number: 108,
    given: 'nginx with an internal location and `alias`, and its prefix for the sender',
    original: 'files that clients cannot ask for by themselves',
    verdict: 'same',
    trial: { conduct: keepsFilesInternal },
  },
  {
    number: 109,
    given: 'files for some users, a log of downloads, files to be saved under another name',
    original: 'possible; the name is for the application to quote',
    verdict: 'better',
    reason: '`filename` is quoted as RFC 6266 and 8187 say, and `send` tells how it answered',
    trial: { conduct: servesUseCases },
  },
  {
    number: 110,
    given: 'an application in another language that makes or checks links',
    original: 'possible: the digest is documented',
    verdict: 'same',
    trial: { conduct: speaksWithOtherLanguages },
  },
  {
    number: 111,
    given: 'an application that has set response fields',
    original: 'the content is replaced, the fields stay',
    verdict: 'same',
    trial: { conduct: keepsFieldsOfApplication },
  },
]
