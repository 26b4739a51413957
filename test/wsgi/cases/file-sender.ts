import { expect } from 'vitest'
import { type Store, XsendfileError, xsendfile } from '../../../src/index.ts'
import {
  type Assignment,
  type Sender,
  apache,
  embedded,
  lighttpd,
  nginx,
  xSendfile,
} from '../../../src/senders.ts'
import type { Case } from '../case.ts'
import type { Stage } from '../stage.ts'
import { trySenders } from '../trials.ts'

/** A sender that notes what it is asked. */
function notingSender(asked: Assignment[]): Sender {
  return {
    name: 'noting',
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-Noted'],
    handOver(assignment) {
      asked.push(assignment)
      return { fields: { 'X-Noted': 'yes' } }
    },
  }
}

async function callsOwnSender({ tree }: Stage): Promise<void> {
  const asked: Assignment[] = []
  const documents = xsendfile(tree.root, { sender: notingSender(asked) })
  const send = (path: string, method = 'GET'): Promise<Response> =>
    documents.send(new Request('http://localhost/', { method }), path)
  for (const path of ['missing.txt', '../root.txt', 'escape.txt', 'sub-directory', '.hidden', 'fifo'])
    expect((await send(path)).status, path).toBe(404)
  expect((await send('foo.txt', 'DELETE')).status).toBe(405)
  expect(asked).toEqual([])
  const response = await send('inside.txt')
  expect([response.status, response.headers.get('X-Noted')]).toEqual([200, 'yes'])
  expect(asked.map(({ file }) => `${file.root}/${file.path}`)).toEqual([`${tree.root}/foo.txt`])
}

async function hasOneErrorClass({ tree }: Stage): Promise<void> {
  const thrownBy = (make: () => unknown): unknown => {
    try {
      return make()
    } catch (error) {
      return error
    }
  }
  const badRoot = thrownBy(() => xsendfile('relative'))
  const badSender = thrownBy(() => xsendfile(tree.root, { sender: 'non-existing' as unknown as Sender }))
  const badStore = thrownBy(() => xsendfile({ label: 'no store' } as unknown as Store))
  for (const error of [badRoot, badSender, badStore]) {
    expect(error).toBeInstanceOf(XsendfileError)
    expect(error).toBeInstanceOf(Error)
  }
}

/** The argument `file_sender` of XSendfileApplication, and the errors. */
export const fileSenderCases: readonly Case[] = [
  {
    number: 10,
    given: 'no file_sender, None or ""',
    original: 'the X-Sendfile sender',
    verdict: 'better',
    reason:
      'without a front end that reads the field clients would get nothing; no sender is the embedded one, and what is no sender is refused',
    trial: {
      async conduct(stage) {
        const sendsItself = { fields: { 'X-Sendfile': null, 'Content-Length': '11' } }
        await trySenders(stage, { senders: [undefined], gives: sendsItself })
        await trySenders(stage, { senders: [null, ''], gives: { code: 'ERR_XSENDFILE_SENDER_INVALID' } })
      },
    },
  },
  {
    number: 11,
    given: '"standard"',
    original: 'the X-Sendfile sender',
    verdict: 'same',
    trial: {
      senders: [apache(), lighttpd(), xSendfile()],
      gives: { fields: { 'X-Sendfile': 'ROOT/foo.txt' } },
    },
  },
  {
    number: 12,
    given: '"nginx"',
    original: 'the X-Accel-Redirect sender with the prefix /-internal-',
    verdict: 'same',
    trial: {
      senders: [nginx('/-internal-')],
      gives: { fields: { 'X-Accel-Redirect': '/-internal-/foo.txt' } },
    },
  },
  {
    number: 13,
    given: '"serve"',
    original: 'the application streams the file itself',
    verdict: 'same',
    trial: {
      senders: [embedded()],
      gives: { fields: { 'X-Sendfile': null, 'X-Accel-Redirect': null, 'Content-Length': '11' } },
    },
  },
  {
    number: 14,
    given: 'a WSGI application',
    original: 'called after all checks have passed, with the absolute path in xsendfile.requested_file',
    verdict: 'same',
    trial: { conduct: callsOwnSender },
  },
  {
    number: 15,
    given: 'NginxSendfile with a prefix',
    original: 'used',
    verdict: 'same',
    trial: {
      senders: [nginx('/internal-document-uploads/')],
      gives: { fields: { 'X-Accel-Redirect': '/internal-document-uploads/foo.txt' } },
    },
  },
  {
    number: 16,
    given: 'any other value, such as "non-existing" or 5',
    original: 'BadSenderError',
    verdict: 'same',
    trial: { senders: ['non-existing', 5, 'nginx'], gives: { code: 'ERR_XSENDFILE_SENDER_INVALID' } },
  },
  {
    number: 17,
    given: 'an `except` for XSendfileException',
    original: 'catches BadRootError and BadSenderError',
    verdict: 'same',
    trial: { conduct: hasOneErrorClass },
  },
]
