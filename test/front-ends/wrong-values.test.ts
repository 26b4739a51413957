import { describe, expect, it } from 'vitest'
import {
  type ConfigurableSender,
  apache,
  caddy,
  h2o,
  lighttpd,
  litespeed,
  nginx,
  thruster,
  xSendfile,
} from '../../src/senders.ts'

const invalid = (server: string): Error =>
  expect.objectContaining({
    code: 'ERR_XSENDFILE_OPTION_INVALID',
    message: expect.stringMatching(new RegExp(`^Cannot use .* for ${server}: `)) as string,
  }) as Error

type AnyOptions = (options?: unknown) => unknown

/** The senders, called as JavaScript may call them. */
const senders: Readonly<Record<string, AnyOptions>> = {
  apache: (options) => apache(options as object),
  lighttpd: (options) => lighttpd(options as object),
  thruster: (options) => thruster(options as object),
  'x-sendfile': (options) => xSendfile(options as object),
  nginx: (options) => nginx('/a/', options as object),
  caddy: (options) => caddy('/a/', options as object),
  h2o: (options) => h2o('/a/', options as object),
}

describe.each(Object.entries(senders))('%s()', (server, make) => {
  it.each<[options: unknown]>([[null], ['/srv/a'], [5], [{ unknown: true }], [{ Root: '/srv/a' }]])(
    'refuses the options %j',
    (options) => {
      expect(() => make(options)).toThrow(invalid(server))
    },
  )
})

describe('the options of senders', () => {
  it.each<[server: string, options: object]>([
    ['nginx', { fields: 'X-Foo' }],
    ['nginx', { fields: [5] }],
    ['nginx', { fields: null }],
    ['nginx', { buffering: 'no' }],
    ['nginx', { expires: 1e21 }],
    ['nginx', { expires: '60' }],
    ['nginx', { charset: 5 }],
    ['apache', { generated: 'yes' }],
    ['apache', { root: 5 }],
    ['apache', { version: 1 }],
    ['caddy', { generated: 1 }],
    ['h2o', { mediaTypes: 'application/pdf' }],
    ['h2o', { mediaTypes: [5] }],
    ['lighttpd', { root: '/srv/\ud800' }],
    ['thruster', { root: null }],
    ['x-sendfile', { field: 5 }],
  ])('of %s are not %j', (server, options) => {
    expect(() => senders[server]?.(options)).toThrow(invalid(server))
  })
})

/** What writes configurations. */
const configurable: readonly ConfigurableSender[] = [
  apache(),
  lighttpd(),
  thruster(),
  nginx('/a/'),
  caddy('/a/'),
  h2o('/a/'),
  litespeed('/a/'),
]

describe.each(configurable)('configuration() for $name', (sender) => {
  const configure: AnyOptions = (options) => sender.configuration(options as { root: string })

  it.each<[options: unknown]>([
    [undefined],
    [null],
    [{}],
    [{ root: 5 }],
    [{ root: '/srv/\udfff' }],
    [{ root: '/srv/a', proof: 5 }],
    [{ root: '/srv/a', proof: 'short' }],
    [{ root: '/srv/a', listen: {} }],
    [{ root: '/srv/a', listen: Number.NaN }],
    [{ root: '/srv/a', listen: null }],
    [{ root: '/srv/a', upstream: 3000 }],
    [{ root: '/srv/a', serverName: 5 }],
    [{ root: '/srv/a', symlinks: 'Follow' }],
    [{ root: '/srv/a', snippet: 'yes' }],
    [{ root: '/srv/a', tls: null }],
    [{ root: '/srv/a', tls: { certificate: '/a.pem' } }],
    [{ root: '/srv/a', servername: 'example.com' }],
  ])('refuses %j', (options) => {
    expect(() => configure(options)).toThrow(invalid(sender.name))
  })
})
