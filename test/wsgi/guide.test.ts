import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cases } from './cases.ts'

const guide = readFileSync(new URL('../../docs/coming-from-wsgi-xsendfile.md', import.meta.url), 'utf8')

/** The lines of the guide that tell what answers otherwise, by their first column, and the cases that hold them. */
const heldBy: Readonly<Record<string, readonly number[]>> = {
  '`HEAD`': [30, 69, 101],
  'other methods': [29, 31],
  'something outside the root, or the root itself': [24, 25, 26, 27, 31, 33, 100],
  '`sub-directory////baz.txt`, `sub-directory/../foo.txt`': [22, 34, 58],
  '`foo.txt/`': [35],
  '`//foo.txt`': [59],
  "a folder beside the root whose name begins like the root's": [41],
  'NUL in a name': [42],
  'names that are not UTF-8': [43],
  '`.hidden`': [36],
  'a name with `%25`': [40],
  'a text': [18, 45, 46, 48, 49, 50, 53],
  '`foo.txt.gz`, `f.tar.gz`': [51, 54],
  'a file that the process cannot read': [38],
  'a link within the root, by nginx': [60],
  'a whole file, by `"serve"`': [63],
  'several ranges, by `"serve"`': [65],
  'a range beyond the end, by `"serve"`': [66],
  'a link from the future': [75],
  'a link that has expired, with another digest': [98],
  'a link with the time `ffffffffffffffff`': [102],
  '`report` with the time `24bf299b2`, by the digest of `report2`': [103],
  'a root that is a symbolic link, or is below one, or has `..` in it': [6, 7, 8],
  'the root `/`': [9],
  'no sender, `None` or `""`': [10],
  'a prefix with a slash at its end': [57],
  'a mount, with nginx': [56],
  'a name that is not plain ASCII, with X-Sendfile': [19, 20, 21, 92],
  '`Content-Disposition` for files that exist': [106],
  'a name to save the file under': [109],
}

/** All that the original exports, and what its users write: classes, arguments with their defaults, methods, senders, keys. */
const names = [
  'XSendfileApplication(root_directory, file_sender=None)',
  'NginxSendfile(redirect_location="/-internal-")',
  'AuthTokenApplication(root_directory, token_config, file_sender=None)',
  'TokenConfig(secret, hash_algo="md5", timeout=120)',
  'XSendfile()',
  'get_url_path(file_name)',
  'is_valid_digest(digest, file_name, time)',
  'is_current(generation_time)',
  'serve_file',
  'XSendfileException',
  'BadRootError',
  'BadSenderError',
  '"standard"',
  '"nginx"',
  '"serve"',
  'environ',
  'start_response',
  'REQUEST_METHOD',
  'PATH_INFO',
  'SCRIPT_NAME',
  'xsendfile.requested_file',
]

function section(title: string): string {
  return guide.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? expect.fail(title)
}

/** The first column of the rows of all tables in a text. */
function firstColumn(text: string): readonly string[] {
  const rows = Array.from(text.matchAll(/^\| (?<cell>.+?) \|.*$/gm), ({ groups }) => groups?.['cell'] ?? '')
  return rows.filter((cell) => !cell.startsWith('---') && !cell.startsWith('you '))
}

describe('the guide for those who come from WSGI X-Sendfile', () => {
  it('tells of nothing that no case holds', () => {
    expect(firstColumn(section('What answers otherwise'))).toEqual(Object.keys(heldBy))
  })

  it('tells of every case that is better here', () => {
    const better = cases.filter(({ verdict }) => verdict === 'better').map(({ number }) => number)
    const told = new Set(Object.values(heldBy).flat())
    expect([...told].toSorted((one, other) => one - other)).toEqual(better)
  })

  it.each(names)('has %s', (name) => {
    expect(guide).toContain(`\`${name}\``)
  })

  it.each(['XSendfileApplication', 'NginxSendfile', 'AuthTokenApplication', 'TokenConfig'])(
    'tells of each argument of %s, and of its default',
    (name) => {
      const heading = new RegExp(`^### \`${name}\\((?<list>.*)\\)\``, 'm').exec(guide)
      const [, table = ''] = guide.slice(heading?.index).split(/^##+ /m)
      for (const argument of heading?.groups?.['list']?.split(', ') ?? expect.fail(name)) {
        const [key = '', value = ''] = argument.split('=')
        const told = { '': 'none', None: '`"standard"`' }[value] ?? `\`${value}\``
        expect(table).toContain(`| \`${key}\` | ${told} |`)
      }
    },
  )
})
