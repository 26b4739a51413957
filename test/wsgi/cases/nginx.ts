import { expect } from 'vitest'
import { xsendfile } from '../../../src/index.ts'
import { nginx } from '../../../src/senders.ts'
import type { Case, FileRequest } from '../case.ts'
import { type Stage, stagePrefix } from '../stage.ts'
import { tryMount, tryRequest } from '../trials.ts'

/** The URI that nginx is given for a path, or nothing where there is no file. */
async function uriOf({ tree }: Stage, prefix: string, path: string): Promise<string | null> {
  const documents = xsendfile(tree.root, { sender: nginx(prefix) })
  const response = await documents.send(new Request('http://localhost/'), path)
  documents.close()
  expect(response.status).toBe(response.headers.has('X-Accel-Redirect') ? 200 : 404)
  return response.headers.get('X-Accel-Redirect')
}

const files: readonly FileRequest[] = [
  ['¡mañana!.txt', '%C2%A1ma%C3%B1ana%21.txt'],
  ['是.txt', '%E6%98%AF.txt'],
  ['binary-file.png', 'binary-file.png'],
  ['file with spaces.txt', 'file%20with%20spaces.txt'],
  ['file-with-hyphens.txt', 'file-with-hyphens.txt'],
  ['foo.txt', 'foo.txt'],
  ['foo.txt.gz', 'foo.txt.gz'],
  ['no-extension', 'no-extension'],
  ['sub-directory/baz.txt', 'sub-directory/baz.txt'],
].map(([file = '', encoded = '']) => ({ target: `/${encoded}`, file, encoded, answer: { status: 200 } }))

/** NginxSendfile of the original. */
export const nginxCases: readonly Case[] = [
  {
    number: 55,
    given: 'each file, where SCRIPT_NAME is empty',
    original: '/-internal-/ and the name, percent-encoded',
    verdict: 'same',
    trial: {
      async conduct(stage) {
        expect(stagePrefix).toBe('/-internal-/')
        for (const request of files) await tryRequest(stage, request)
      },
    },
  },
  {
    number: 56,
    given: 'foo.txt, where SCRIPT_NAME is /bar',
    original: '/bar/-internal-/foo.txt',
    verdict: 'better',
    reason: 'the prefix is the whole path of the location, which does not move with what is mounted',
    trial: {
      needs: 'nginx',
      async conduct(stage) {
        for (const prefix of ['/bar/-internal-/', '/internal-anywhere/'])
          await tryMount(stage, 'bar', prefix, `${prefix}foo.txt`)
      },
    },
  },
  {
    number: 57,
    given: 'foo.txt, with the prefix "/internal-document-uploads/"',
    original: '/internal-document-uploads//foo.txt',
    verdict: 'better',
    reason: 'one slash, whether the prefix ends with one or not',
    trial: {
      async conduct(stage) {
        for (const prefix of ['/internal-document-uploads/', '/internal-document-uploads'])
          expect(await uriOf(stage, prefix, '/foo.txt')).toBe('/internal-document-uploads/foo.txt')
      },
    },
  },
  {
    number: 58,
    given: '/sub-directory/../foo.txt',
    original: '/-internal-/sub-directory/../foo.txt, which nginx answers with 404',
    verdict: 'better',
    reason: 'it is no name, so nothing is handed over',
    trial: {
      async conduct(stage) {
        expect(await uriOf(stage, '/internal-58/', '/sub-directory/../foo.txt')).toBeNull()
        await tryRequest(stage, {
          target: '/sub-directory/../foo.txt',
          answer: { status: 404 },
          refused: 'name',
        })
      },
    },
  },
  {
    number: 59,
    given: '//foo.txt',
    original: '/-internal-//foo.txt',
    verdict: 'better',
    reason:
      'slashes before a text count for nothing; in a request they are an empty name, which is not found',
    trial: {
      async conduct(stage) {
        expect(await uriOf(stage, '/internal-59/', '//foo.txt')).toBe('/internal-59/foo.txt')
        await tryRequest(stage, { target: '//foo.txt', answer: { status: 404 }, refused: 'name' })
      },
    },
  },
  {
    number: 60,
    given: '/inside.txt, a symbolic link to foo.txt',
    original: '/-internal-/inside.txt',
    verdict: 'better',
    reason: 'the real file is named, so that nginx can refuse links',
    trial: {
      async conduct(stage) {
        expect(await uriOf(stage, '/internal-60/', '/inside.txt')).toBe('/internal-60/foo.txt')
        await tryRequest(stage, { target: '/inside.txt', file: 'foo.txt', answer: { status: 200 } })
      },
    },
  },
  {
    number: 61,
    given: 'a b.txt',
    original: '/-internal-/a%20b.txt',
    verdict: 'same',
    trial: {
      requests: [
        {
          target: '/a%20b.txt',
          file: 'a b.txt',
          encoded: 'a%20b.txt',
          answer: { status: 200, content: 'decoded' },
        },
      ],
    },
  },
]
