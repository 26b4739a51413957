import type { Case } from '../case.ts'

/** The argument `root_directory` of XSendfileApplication. */
export const rootCases: readonly Case[] = [
  {
    number: 1,
    given: 'an existing directory by its real path',
    original: 'accepted',
    verdict: 'same',
    trial: { root: ({ root }) => root, gives: { file: 'foo.txt', path: '/foo.txt' } },
  },
  {
    number: 2,
    given: 'the same with separators at its end',
    original: 'accepted, stored without them',
    verdict: 'same',
    trial: { root: ({ root }) => `${root}//`, gives: { file: 'foo.txt', path: '/foo.txt' } },
  },
  {
    number: 3,
    given: 'a directory that does not exist',
    original: 'BadRootError: "does not exist or is not a directory"',
    verdict: 'same',
    trial: { root: ({ root }) => `${root}/missing`, gives: { code: 'ERR_XSENDFILE_ROOT_MISSING' } },
  },
  {
    number: 4,
    given: 'a regular file',
    original: 'BadRootError: "does not exist or is not a directory"',
    verdict: 'same',
    trial: { root: ({ root }) => `${root}/foo.txt`, gives: { code: 'ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY' } },
  },
  {
    number: 5,
    given: 'a relative path',
    original: 'BadRootError: "not absolute"',
    verdict: 'same',
    trial: { root: () => 'protected-directory', gives: { code: 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE' } },
  },
  {
    number: 6,
    given: 'a symbolic link to a directory',
    original: 'BadRootError: "or one of its parents is a symbolic link"',
    verdict: 'better',
    reason:
      'deployments have links such as `current`; files are named by their real path, so that no link is left in it',
    trial: {
      root: ({ folder }) => `${folder}/protected-directory-link`,
      gives: { file: 'foo.txt', path: '/foo.txt' },
    },
  },
  {
    number: 7,
    given: 'a directory below a symbolic link',
    original: 'BadRootError, as for a link',
    verdict: 'better',
    reason: 'as for a link',
    trial: {
      root: ({ folder }) => `${folder}/protected-directory-link/sub-directory`,
      gives: { file: 'baz.txt', path: '/sub-directory/baz.txt' },
    },
  },
  {
    number: 8,
    given: 'a path with ".." in it',
    original: 'BadRootError, which speaks of a symbolic link',
    verdict: 'better',
    reason: 'the developer names the root, and its real path is what counts',
    trial: {
      root: ({ root }) => `${root}/../protected-directory`,
      gives: { file: 'foo.txt', path: '/foo.txt' },
    },
  },
  {
    number: 9,
    given: '"/"',
    original: 'BadRootError: "not absolute", for the separator was taken off',
    verdict: 'better',
    reason: 'the message says that it holds the whole system',
    trial: { root: () => '/', gives: { code: 'ERR_XSENDFILE_ROOT_TOO_WIDE' } },
  },
]
