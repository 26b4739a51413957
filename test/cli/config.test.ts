import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apache, caddy, h2o, lighttpd, litespeed, nginx, thruster } from '../../src/senders.ts'

/** Runs the built command, as its users do. */
function xsendfile(...args: string[]): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    encoding: 'utf8',
  })
  return { status, out: stdout, error: stderr }
}

const root = '/srv/my-app/documents'

describe('xsendfile config', () => {
  it.each([
    [['nginx', '--prefix', '/internal/'], () => nginx('/internal/').configuration({ root })],
    [
      ['nginx', '--prefix', '/internal/', '--field', 'X-Foo', '--field', 'X-Bar', '--snippet'],
      () => nginx('/internal/', { fields: ['X-Foo', 'X-Bar'] }).configuration({ root, snippet: true }),
    ],
    [['apache'], () => apache().configuration({ root })],
    [
      [
        'apache',
        '--server-version',
        '0.12',
        '--listen',
        '[::1]:8080',
        '--server-name',
        'example.com example.org',
      ],
      () =>
        apache({ version: '0.12' }).configuration({
          root,
          listen: '[::1]:8080',
          serverName: 'example.com example.org',
        }),
    ],
    [
      [
        'lighttpd',
        '--upstream',
        'unix:/run/my-app.sock',
        '--symlinks',
        'follow',
        '--proof',
        'a long secret text',
      ],
      () =>
        lighttpd().configuration({
          root,
          upstream: 'unix:/run/my-app.sock',
          symlinks: 'follow',
          proof: 'a long secret text',
        }),
    ],
    [
      ['caddy', '--prefix', '/files/', '--tls-certificate', '/etc/a.pem', '--tls-key', '/etc/b.pem'],
      () => caddy('/files/').configuration({ root, tls: { certificate: '/etc/a.pem', key: '/etc/b.pem' } }),
    ],
    [
      ['h2o', '--prefix', '/files/', '--socket', '/run/my-app/files.sock'],
      () => h2o('/files/').configuration({ root, socket: '/run/my-app/files.sock' }),
    ],
    [['litespeed', '--prefix', '/files/'], () => litespeed('/files/').configuration({ root })],
    [['thruster', '--listen', '8080'], () => thruster().configuration({ root, listen: 8080 })],
  ] as [string[], () => string][])('%j prints what the sender writes', (args, written) => {
    expect(xsendfile('config', ...args, '--root', root)).toEqual({ status: 0, out: written(), error: '' })
  })

  it.each([
    [[], 'name a server: nginx, apache, lighttpd, caddy, h2o, litespeed, thruster'],
    [['ngnix'], 'there is no server "ngnix"; there are nginx, apache,'],
    [['nginx', 'apache'], 'one server at a time; "apache" is too much'],
    [['embedded', '--root', root], 'there is no server "embedded"'],
    [
      ['nginx', '--prefix', '/a/'],
      'give --root, the folder of the files, such as --root /srv/my-app/documents',
    ],
    [['nginx', '--root', root], 'nginx needs --prefix, such as --prefix /internal-documents/'],
    [['apache', '--root', root, '--prefix', '/a/'], 'apache takes no --prefix'],
    [
      ['nginx', '--root', 'documents', '--prefix', '/a/'],
      'Cannot use "documents" as "root" for nginx: it takes an absolute path',
    ],
    [['apache', '--root', '/'], 'Cannot use "/" as "root" for apache'],
    [['apache', '--root', '/srv/../etc'], 'Cannot use "/srv/../etc" as "root" for apache'],
    [
      ['apache', '--root', '/srv/a\nRequire all granted'],
      'Cannot use "/srv/a\\nRequire all granted" as "root"',
    ],
    [['nginx', '--root', root, '--prefix', 'internal'], 'Cannot use "internal" as the prefix of nginx'],
    [['nginx', '--root', root, '--prefix', '/a b/'], 'Cannot use "/a b/" as the prefix of nginx'],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--server-name', 'a"b'],
      'Cannot use "a\\"b" as "serverName"',
    ],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--server-name', 'a\nb'],
      'Cannot use "a\\nb" as "serverName"',
    ],
    [['nginx', '--root', root, '--prefix', '/a/', '--listen', '80; }'], 'Cannot use "80; }" as "listen"'],
    [['nginx', '--root', root, '--prefix', '/a/', '--listen', '70000'], 'Cannot use "70000" as "listen"'],
    [['nginx', '--root', root, '--prefix', '/a/', '--upstream', '3000'], 'Cannot use "3000" as "upstream"'],
    [['nginx', '--root', root, '--prefix', '/a/', '--field', 'X Foo'], 'Cannot use "X Foo" as "fields"'],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--proof', 'a\nb'],
      'Cannot use the value given as "proof"',
    ],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--symlinks', 'yes'],
      '--symlinks takes within-root, refuse, follow, not "yes"',
    ],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--tls-key', '/a'],
      '--tls-certificate and --tls-key need each other',
    ],
    [
      ['nginx', '--root', root, '--prefix', '/a/', '--server-version', '1'],
      'nginx takes no --server-version',
    ],
    [
      ['apache', '--root', root, '--server-version', '2.4'],
      'Cannot use "2.4" as "version" for apache: it takes "0.12" or "1.0"',
    ],
    [
      ['caddy', '--root', root, '--prefix', '/a/', '--server-version', 'new'],
      'Cannot use "new" as "version" for caddy',
    ],
    [['lighttpd', '--root', root, '--field', 'X-Foo'], 'lighttpd takes no --field: it shows all of them'],
    [
      ['lighttpd', '--root', root, '--proof', 'a secret that ends with a \\'],
      'as "proof" for lighttpd: it takes a text that does not end',
    ],
    [['h2o', '--root', root, '--prefix', '/a/', '--socket', 'x'], 'Cannot use "x" as "socket" for h2o'],
    [['litespeed', '--root', '/srv/a b', '--prefix', '/a/'], 'Cannot use "/srv/a b" as "root" for litespeed'],
    [['thruster', '--root', root, '--snippet'], 'Cannot use true as "snippet" for thruster'],
    [['nginx', '--rot', root], "Unknown option '--rot'"],
  ])('%j is refused in one line, and nothing is printed', (args, message) => {
    const { status, out, error } = xsendfile('config', ...args)
    expect([status, out]).toEqual([2, ''])
    expect(error).toContain(`xsendfile config: `)
    expect(error).toContain(message)
    expect(error.trimEnd().split('\n')).toHaveLength(1)
  })

  it('tells where a root that is a link leads to', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xsendfile-config-')))
    mkdirSync(join(folder, 'release'))
    symlinkSync('release', join(folder, 'current'))
    const link = xsendfile('config', 'apache', '--root', join(folder, 'current'))
    expect([link.status, link.error]).toEqual([
      0,
      `note: here "${folder}/current" leads to "${folder}/release"; give the sender the option root: "${folder}/current", or write the real path\n`,
    ])
    expect(xsendfile('config', 'apache', '--root', join(folder, 'release')).error).toBe('')
    expect(xsendfile('config', 'nginx', '--prefix', '/a/', '--root', join(folder, 'current')).error).toBe('')
    rmSync(folder, { recursive: true })
  })

  it('explains itself', () => {
    const { status, out } = xsendfile('config', '--help')
    expect(status).toBe(0)
    for (const name of ['nginx', 'apache', 'lighttpd', 'caddy', 'h2o', 'litespeed', 'thruster']) {
      expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'))
    }
    expect(xsendfile('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
