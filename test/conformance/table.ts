import { big, contents, date, tag } from './files.ts'
import type { Route } from './routes.ts'

/** One fact of HTTP: a request, and what every door and every sender answers. */
export interface Row {
  /** The section of RFC 9110, or of this library's contract, that it follows from. */
  readonly section: string
  /** What is asked, in words; no two rows have the same. */
  readonly name: string
  /** `GET` when left out. */
  readonly method?: string
  /** `plain` when left out. */
  readonly route?: Route
  /** `ten.txt`, of the ten bytes `0123456789`, when left out. */
  readonly file?: string
  /** Request fields; several lines of one as a list. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>
  readonly answer: ExpectedAnswer
}

/** What an answer must be; fields that are not mentioned are not looked at, `null` is for those that must not be. */
export interface ExpectedAnswer {
  readonly status: number
  readonly fields?: Readonly<Record<string, string | readonly string[] | RegExp | null>>
  /** The content, one character per byte. */
  readonly content?: string
  /** The parts of a multipart/byteranges content: Content-Range and bytes. */
  readonly parts?: readonly (readonly [contentRange: string, bytes: string])[]
}

const ten = '0123456789'
const later = 'Sun, 06 Nov 1994 08:49:38 GMT'
const earlier = 'Sun, 06 Nov 1994 08:49:36 GMT'
const rfc850 = 'Sunday, 06-Nov-94 08:49:37 GMT'
const asctime = 'Sun Nov  6 08:49:37 1994'
const other = '"2ebc98a1-b"'
const weak = `W/${tag}`

const whole: ExpectedAnswer = {
  status: 200,
  content: ten,
  fields: { 'content-length': '10', 'content-range': null, etag: tag, 'last-modified': date },
}
const wholeHead: ExpectedAnswer = { ...whole, content: '' }
const notModified: ExpectedAnswer = { status: 304, content: '', fields: { etag: tag } }
const failed: ExpectedAnswer = { status: 412, content: 'Precondition failed\n' }
const failedHead: ExpectedAnswer = { status: 412, content: '', fields: { 'content-length': '20' } }
const beyond: ExpectedAnswer = {
  status: 416,
  content: 'Range not satisfiable\n',
  fields: { 'content-range': 'bytes */10' },
}
const notFound: ExpectedAnswer = { status: 404, content: 'Not found\n' }
const notAllowed: ExpectedAnswer = {
  status: 405,
  content: 'Method not allowed\n',
  fields: { allow: 'GET, HEAD' },
}

function part(firstPos: number, lastPos: number): ExpectedAnswer {
  const content = ten.slice(firstPos, lastPos + 1)
  const fields = {
    'content-length': String(content.length),
    'content-range': `bytes ${firstPos}-${lastPos}/10`,
  }
  return { status: 206, content, fields: { ...fields, etag: tag, 'last-modified': date } }
}

function parts(...ranges: readonly (readonly [number, number])[]): ExpectedAnswer {
  const fields = { 'content-range': null, etag: tag, 'last-modified': date }
  return {
    status: 206,
    fields: { ...fields, 'content-type': /^multipart\/byteranges; boundary=[0-9A-Za-z'()+_,./:=?-]{1,70}$/ },
    parts: ranges.map(([first, last]) => [`bytes ${first}-${last}/10`, ten.slice(first, last + 1)]),
  }
}

function sent(file: string, fields: ExpectedAnswer['fields']): ExpectedAnswer {
  return {
    status: 200,
    content: String(contents[file]),
    fields: { ...fields, 'x-content-type-options': 'nosniff' },
  }
}

const sandbox = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const mediaSandbox =
  "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin"

const representation: readonly Row[] = [
  { section: '15.3.1', name: 'GET sends the whole file', answer: whole },
  {
    section: '8.8.3',
    name: 'the entity tag is time and size',
    answer: { status: 200, fields: { etag: tag } },
  },
  {
    section: '8.8.2',
    name: 'Last-Modified is an IMF-fixdate',
    answer: { status: 200, fields: { 'last-modified': date } },
  },
  {
    section: '8.6',
    name: 'Content-Length counts bytes',
    file: 'big.bin',
    answer: { status: 200, content: big, fields: { 'content-length': '1048576' } },
  },
  {
    section: '14.3',
    name: 'ranges are announced',
    answer: { status: 200, fields: { 'accept-ranges': 'bytes' } },
  },
  {
    section: '8.4',
    name: 'no coding is claimed',
    answer: { status: 200, fields: { 'content-encoding': null } },
  },
  {
    section: '6.6.1',
    name: 'Date is sent',
    answer: { status: 200, fields: { date: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/ } },
  },
  {
    section: '15.3.1',
    name: 'an empty file is sent',
    file: 'empty.txt',
    answer: { status: 200, content: '', fields: { 'content-length': '0', etag: '"2ebc98a1-0"' } },
  },
  {
    section: '15.3.1',
    name: 'a file of one byte is sent',
    file: 'one.txt',
    answer: { status: 200, content: 'x', fields: { 'content-length': '1', etag: '"2ebc98a1-1"' } },
  },
  {
    section: '8.3',
    name: 'text is said to be UTF-8',
    answer: { status: 200, fields: { 'content-type': 'text/plain; charset=utf-8' } },
  },
  {
    section: '8.3',
    name: 'an extension in capitals counts',
    file: 'SHOUTING.TXT',
    answer: sent('SHOUTING.TXT', { 'content-type': 'text/plain; charset=utf-8' }),
  },
  {
    section: '8.3',
    name: 'an unknown extension is octets',
    file: 'unknown.xyzzy',
    answer: sent('unknown.xyzzy', {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=unknown.xyzzy',
    }),
  },
  {
    section: '8.3',
    name: 'no extension is octets',
    file: 'no-extension',
    answer: sent('no-extension', {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=no-extension',
    }),
  },
  {
    section: '8.4',
    name: 'an archive stays an archive',
    file: 'archive.tar.gz',
    answer: sent('archive.tar.gz', {
      'content-type': 'application/gzip',
      'content-encoding': null,
      'content-disposition': 'attachment; filename=archive.tar.gz',
    }),
  },
  {
    section: '8.3',
    name: 'a type that the application gives counts',
    route: 'typed',
    answer: {
      ...whole,
      fields: {
        ...whole.fields,
        'content-type': 'application/vnd.example+json; charset=utf-8',
        'content-disposition': 'attachment; filename=ten.txt',
      },
    },
  },
  {
    section: 'contract',
    name: 'a picture is shown',
    file: 'picture.png',
    answer: sent('picture.png', {
      'content-type': 'image/png',
      'content-disposition': 'inline; filename=picture.png',
      'content-security-policy': sandbox,
    }),
  },
  {
    section: 'contract',
    name: 'a PDF is shown',
    file: 'document.pdf',
    answer: sent('document.pdf', {
      'content-type': 'application/pdf',
      'content-disposition': 'inline; filename=document.pdf',
      'content-security-policy': sandbox,
    }),
  },
  {
    section: 'contract',
    name: 'sound is played',
    file: 'sound.mp3',
    answer: sent('sound.mp3', {
      'content-type': 'audio/mpeg',
      'content-disposition': 'inline; filename=sound.mp3',
      'content-security-policy': mediaSandbox,
    }),
  },
  {
    section: 'contract',
    name: 'a film is played',
    file: 'film.mp4',
    answer: sent('film.mp4', {
      'content-type': 'video/mp4',
      'content-disposition': 'inline; filename=film.mp4',
      'content-security-policy': mediaSandbox,
    }),
  },
  {
    section: 'contract',
    name: 'plain text is shown',
    answer: {
      status: 200,
      fields: { 'content-disposition': 'inline; filename=ten.txt', 'content-security-policy': sandbox },
    },
  },
  {
    section: 'contract',
    name: 'HTML is saved',
    file: 'page.html',
    answer: sent('page.html', {
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment; filename=page.html',
      'content-security-policy': sandbox,
    }),
  },
  {
    section: 'contract',
    name: 'SVG is saved',
    file: 'drawing.svg',
    answer: sent('drawing.svg', {
      'content-type': 'image/svg+xml',
      'content-disposition': 'attachment; filename=drawing.svg',
      'content-security-policy': sandbox,
    }),
  },
  {
    section: 'contract',
    name: 'a table is saved',
    file: 'table.csv',
    answer: sent('table.csv', {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename=table.csv',
    }),
  },
  {
    section: 'contract',
    name: 'JSON is saved',
    file: 'data.json',
    answer: sent('data.json', {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename=data.json',
    }),
  },
  {
    section: 'contract',
    name: 'HTML under the name of a picture is saved',
    file: 'page-as-picture.png',
    answer: sent('page-as-picture.png', {
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename=page-as-picture.png',
    }),
  },
  {
    section: 'contract',
    name: 'a PDF under the name of a text is saved',
    file: 'document-as-text.txt',
    answer: sent('document-as-text.txt', {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename=document-as-text.txt',
    }),
  },
  {
    section: 'contract',
    name: 'an empty picture is saved',
    file: 'empty.png',
    answer: sent('empty.png', { 'content-disposition': 'attachment; filename=empty.png' }),
  },
  {
    section: 'contract',
    name: 'the application may have every file saved',
    route: 'download',
    answer: { ...whole, fields: { ...whole.fields, 'content-disposition': 'attachment; filename=ten.txt' } },
  },
  {
    section: 'RFC 6266',
    name: 'a name that is not ASCII is given twice',
    route: 'named',
    answer: {
      ...whole,
      fields: {
        ...whole.fields,
        'content-disposition':
          'attachment; filename="Zeugnis f?r Zo? #1 100%?.pdf"; filename*=UTF-8\'\'Zeugnis%20f%C3%BCr%20Zo%C3%AB%20%231%20100%25%3F.pdf',
      },
    },
  },
  {
    section: 'contract',
    name: 'a file is private and may not be changed on its way',
    answer: { status: 200, fields: { 'cache-control': 'private, no-cache, no-transform' } },
  },
  {
    section: 'contract',
    name: 'no-transform is added to a Cache-Control',
    route: 'cached',
    answer: { status: 200, fields: { 'cache-control': 'public, max-age=60, no-transform' } },
  },
  {
    section: 'contract',
    name: 'no-transform is not added twice',
    route: 'immutable',
    answer: { status: 200, fields: { 'cache-control': 'private, no-transform, immutable' } },
  },
  {
    section: 'contract',
    name: 'fields of the application survive',
    route: 'policies',
    answer: {
      ...whole,
      fields: {
        ...whole.fields,
        'content-security-policy': "default-src 'self'",
        'access-control-allow-origin': 'https://example.com',
        'content-language': 'de',
        'set-cookie': ['a=1', 'b=2'],
        vary: /^Origin, ?Cookie$/,
        expires: '0',
      },
    },
  },
  {
    section: 'contract',
    name: 'a tag that the application gives counts',
    route: 'tagged',
    answer: { ...whole, fields: { ...whole.fields, etag: '"v1"' } },
  },
  {
    section: 'contract',
    name: 'a weak tag that the application gives counts',
    route: 'weak',
    answer: { ...whole, fields: { ...whole.fields, etag: 'W/"v1"' } },
  },
  {
    section: 'contract',
    name: 'the application may do without a tag',
    route: 'untagged',
    answer: { ...whole, fields: { ...whole.fields, etag: null } },
  },
  {
    section: '8.8.2.2',
    name: 'a file touched this moment has a weak tag and no date',
    file: 'fresh.txt',
    answer: {
      status: 200,
      content: ten,
      fields: { etag: /^W\/"[0-9a-f]{14,17}-a"$/, 'last-modified': null },
    },
  },
  {
    section: '8.8.2.1',
    name: 'a file of the future has a weak tag and no date',
    file: 'future.txt',
    answer: {
      status: 200,
      content: ten,
      fields: { etag: /^W\/"[0-9a-f]{14,17}-a"$/, 'last-modified': null },
    },
  },
  {
    section: '8.8.2',
    name: 'a file older than 1970 has a tag and a date',
    file: 'old.txt',
    answer: {
      status: 200,
      content: ten,
      fields: { etag: '"ffffffffffffffff-a"', 'last-modified': 'Wed, 31 Dec 1969 23:59:59 GMT' },
    },
  },
  { section: '15.5.5', name: 'what is not there is 404', file: 'missing.txt', answer: notFound },
  {
    section: '15.5.5',
    name: 'a 404 looks the same to HEAD',
    method: 'HEAD',
    file: 'missing.txt',
    answer: { status: 404, content: '', fields: { 'content-length': '10' } },
  },
  {
    section: '13.2.1',
    name: 'preconditions do not change a 404',
    file: 'missing.txt',
    fields: { 'If-Match': '"x"', 'If-None-Match': '*' },
    answer: notFound,
  },
  {
    section: '14.2',
    name: 'a range does not change a 404',
    file: 'missing.txt',
    fields: { Range: 'bytes=0-0' },
    answer: notFound,
  },
]

const methods: readonly Row[] = [
  {
    section: '9.3.2',
    name: 'HEAD has the fields of GET and no content',
    method: 'HEAD',
    answer: {
      ...wholeHead,
      fields: {
        ...whole.fields,
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'inline; filename=ten.txt',
        'accept-ranges': 'bytes',
      },
    },
  },
  {
    section: '9.3.2',
    name: 'HEAD of an empty file',
    method: 'HEAD',
    file: 'empty.txt',
    answer: { status: 200, content: '', fields: { 'content-length': '0' } },
  },
  {
    section: '9.3.2',
    name: 'HEAD of a large file',
    method: 'HEAD',
    file: 'big.bin',
    answer: { status: 200, content: '', fields: { 'content-length': '1048576' } },
  },
  {
    section: '14.2',
    name: 'HEAD ignores Range',
    method: 'HEAD',
    fields: { Range: 'bytes=0-0' },
    answer: wholeHead,
  },
  {
    section: '14.2',
    name: 'HEAD ignores a Range beyond the end',
    method: 'HEAD',
    fields: { Range: 'bytes=10-' },
    answer: wholeHead,
  },
  {
    section: '14.2',
    name: 'HEAD ignores several ranges',
    method: 'HEAD',
    fields: { Range: 'bytes=0-0,2-2' },
    answer: wholeHead,
  },
  { section: '15.5.6', name: 'POST is not allowed', method: 'POST', answer: notAllowed },
  { section: '15.5.6', name: 'PUT is not allowed', method: 'PUT', answer: notAllowed },
  { section: '15.5.6', name: 'DELETE is not allowed', method: 'DELETE', answer: notAllowed },
  { section: '15.5.6', name: 'PATCH is not allowed', method: 'PATCH', answer: notAllowed },
  { section: '15.5.6', name: 'OPTIONS is not allowed', method: 'OPTIONS', answer: notAllowed },
  {
    section: '15.5.6',
    name: 'a method is not allowed whatever it asks for',
    method: 'POST',
    file: 'missing.txt',
    answer: notAllowed,
  },
  {
    section: '15.5.6',
    name: 'a method is not allowed whatever its preconditions say',
    method: 'DELETE',
    fields: { 'If-Match': '"x"' },
    answer: notAllowed,
  },
  {
    section: 'contract',
    name: 'POST sends the file where the application allows it',
    method: 'POST',
    route: 'export',
    answer: { ...whole, fields: { ...whole.fields } },
  },
  {
    section: '14.2',
    name: 'POST has no ranges',
    method: 'POST',
    route: 'export',
    fields: { Range: 'bytes=0-0' },
    answer: whole,
  },
  {
    section: '13.1.3',
    name: 'POST has no 304 by date',
    method: 'POST',
    route: 'export',
    fields: { 'If-Modified-Since': later },
    answer: whole,
  },
  {
    section: '13.1.2',
    name: 'POST has 412 where GET has 304',
    method: 'POST',
    route: 'export',
    fields: { 'If-None-Match': tag },
    answer: failed,
  },
  {
    section: '13.1.2',
    name: 'POST with another tag sends the file',
    method: 'POST',
    route: 'export',
    fields: { 'If-None-Match': other },
    answer: whole,
  },
  {
    section: '13.1.1',
    name: 'POST with the wrong If-Match has 412',
    method: 'POST',
    route: 'export',
    fields: { 'If-Match': other },
    answer: failed,
  },
  {
    section: '15.5.6',
    name: 'a 405 names what is allowed',
    method: 'PUT',
    route: 'export',
    answer: { status: 405, fields: { allow: 'GET, HEAD, POST' } },
  },
]

const ifMatch: readonly Row[] = [
  { section: '13.1.1', name: 'If-Match with the tag', fields: { 'If-Match': tag }, answer: whole },
  { section: '13.1.1', name: 'If-Match with any', fields: { 'If-Match': '*' }, answer: whole },
  { section: '13.1.1', name: 'If-Match with another tag', fields: { 'If-Match': other }, answer: failed },
  {
    section: '13.1.1',
    name: 'If-Match with the tag in a list',
    fields: { 'If-Match': `"x", ${tag}, "y"` },
    answer: whole,
  },
  {
    section: '13.1.1',
    name: 'If-Match with a list without the tag',
    fields: { 'If-Match': '"x", "y"' },
    answer: failed,
  },
  { section: '13.1.1', name: 'If-Match compares strongly', fields: { 'If-Match': weak }, answer: failed },
  {
    section: '13.1.1',
    name: 'If-Match with a weak and the strong tag',
    fields: { 'If-Match': `${weak}, ${tag}` },
    answer: whole,
  },
  {
    section: '5.6.1.2',
    name: 'If-Match with empty members',
    fields: { 'If-Match': `, ,${tag},` },
    answer: whole,
  },
  {
    section: '13.1.1',
    name: 'If-Match without quotes',
    fields: { 'If-Match': '2ebc98a1-a' },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match that is broken after the tag',
    fields: { 'If-Match': `${tag}, "x` },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match with a tag that only begins the same',
    fields: { 'If-Match': '"2ebc98a1-"' },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match is about capitals too',
    fields: { 'If-Match': '"2EBC98A1-A"' },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match with the tag to HEAD',
    method: 'HEAD',
    fields: { 'If-Match': tag },
    answer: wholeHead,
  },
  {
    section: '13.1.1',
    name: 'If-Match with another tag to HEAD',
    method: 'HEAD',
    fields: { 'If-Match': other },
    answer: failedHead,
  },
  {
    section: '13.1.1',
    name: 'If-Match with a weak tag that is the current one',
    route: 'weak',
    fields: { 'If-Match': 'W/"v1"' },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match with the tag of the application',
    route: 'tagged',
    fields: { 'If-Match': '"v1"' },
    answer: { ...whole, fields: { ...whole.fields, etag: '"v1"' } },
  },
  {
    section: '13.1.1',
    name: 'If-Match with a tag that the application replaced',
    route: 'tagged',
    fields: { 'If-Match': tag },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match where there is no tag',
    route: 'untagged',
    fields: { 'If-Match': tag },
    answer: failed,
  },
  {
    section: '13.1.1',
    name: 'If-Match with any where there is no tag',
    route: 'untagged',
    fields: { 'If-Match': '*' },
    answer: { ...whole, fields: { 'last-modified': date } },
  },
  {
    section: '13.1.1',
    name: 'If-Match with the tag and a range',
    fields: { 'If-Match': tag, Range: 'bytes=2-3' },
    answer: part(2, 3),
  },
  {
    section: '13.2.2',
    name: 'If-Match fails before a range is looked at',
    fields: { 'If-Match': other, Range: 'bytes=99-' },
    answer: failed,
  },
]

const ifNoneMatch: readonly Row[] = [
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag',
    fields: { 'If-None-Match': tag },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with any',
    fields: { 'If-None-Match': '*' },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with another tag',
    fields: { 'If-None-Match': other },
    answer: whole,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match compares weakly',
    fields: { 'If-None-Match': weak },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag first in a list',
    fields: { 'If-None-Match': `${tag}, "x"` },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag last in a list',
    fields: { 'If-None-Match': `"x",${tag}` },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with a list without the tag',
    fields: { 'If-None-Match': '"x", W/"y"' },
    answer: whole,
  },
  {
    section: '5.6.1.2',
    name: 'If-None-Match with empty members',
    fields: { 'If-None-Match': `,, ${tag} ,` },
    answer: notModified,
  },
  {
    section: '5.6.1',
    name: 'If-None-Match with tabs in a list',
    fields: { 'If-None-Match': `"x"\t,\t${tag}` },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match without quotes',
    fields: { 'If-None-Match': '2ebc98a1-a' },
    answer: whole,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match that is broken',
    fields: { 'If-None-Match': `"x, ${tag}` },
    answer: whole,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with a comma inside a tag',
    fields: { 'If-None-Match': `"x,y", ${tag}` },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with a tag inside a tag',
    fields: { 'If-None-Match': `"x${tag.slice(1)}` },
    answer: whole,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag to HEAD',
    method: 'HEAD',
    fields: { 'If-None-Match': tag },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with another tag to HEAD',
    method: 'HEAD',
    fields: { 'If-None-Match': other },
    answer: wholeHead,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag and a range',
    fields: { 'If-None-Match': tag, Range: 'bytes=0-1' },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with another tag and a range',
    fields: { 'If-None-Match': other, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag and a range beyond the end',
    fields: { 'If-None-Match': tag, Range: 'bytes=99-' },
    answer: notModified,
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with a weak tag of the application',
    route: 'weak',
    fields: { 'If-None-Match': 'W/"v1"' },
    answer: { status: 304, fields: { etag: 'W/"v1"' } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the strong form of a weak tag',
    route: 'weak',
    fields: { 'If-None-Match': '"v1"' },
    answer: { status: 304, fields: { etag: 'W/"v1"' } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with the tag of the application',
    route: 'tagged',
    fields: { 'If-None-Match': '"v1"' },
    answer: { status: 304, fields: { etag: '"v1"' } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with a tag that the application replaced',
    route: 'tagged',
    fields: { 'If-None-Match': tag },
    answer: { ...whole, fields: { ...whole.fields, etag: '"v1"' } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match where there is no tag',
    route: 'untagged',
    fields: { 'If-None-Match': tag },
    answer: { status: 200, content: ten, fields: { etag: null } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match with any where there is no tag',
    route: 'untagged',
    fields: { 'If-None-Match': '*' },
    answer: { status: 304, fields: { etag: null, 'last-modified': date } },
  },
  {
    section: '13.1.2',
    name: 'If-None-Match of an empty file',
    file: 'empty.txt',
    fields: { 'If-None-Match': '"2ebc98a1-0"' },
    answer: { status: 304, fields: { etag: '"2ebc98a1-0"' } },
  },
  {
    section: '15.4.5',
    name: 'a 304 says how long to keep it',
    fields: { 'If-None-Match': tag },
    answer: { status: 304, fields: { 'cache-control': 'private, no-cache, no-transform' } },
  },
  {
    section: '15.4.5',
    name: 'a 304 does not repeat what describes the file',
    fields: { 'If-None-Match': tag },
    answer: {
      status: 304,
      fields: {
        'content-type': null,
        'content-disposition': null,
        'content-length': null,
        'last-modified': null,
        'accept-ranges': null,
      },
    },
  },
  {
    section: '15.4.5',
    name: 'a 304 repeats Vary and Expires',
    route: 'policies',
    fields: { 'If-None-Match': tag },
    answer: {
      status: 304,
      fields: {
        vary: /^Origin, ?Cookie$/,
        expires: '0',
        'content-language': null,
        'access-control-allow-origin': 'https://example.com',
        'set-cookie': ['a=1', 'b=2'],
      },
    },
  },
]

const dates: readonly Row[] = [
  {
    section: '13.1.3',
    name: 'If-Modified-Since with the date',
    fields: { 'If-Modified-Since': date },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since with a later date',
    fields: { 'If-Modified-Since': later },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since with an earlier date',
    fields: { 'If-Modified-Since': earlier },
    answer: whole,
  },
  {
    section: '5.6.7',
    name: 'If-Modified-Since as RFC 850 wrote it',
    fields: { 'If-Modified-Since': rfc850 },
    answer: notModified,
  },
  {
    section: '5.6.7',
    name: 'If-Modified-Since as asctime() writes it',
    fields: { 'If-Modified-Since': asctime },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since without a date',
    fields: { 'If-Modified-Since': 'yesterday' },
    answer: whole,
  },
  {
    section: '5.6.7',
    name: 'If-Modified-Since in small letters',
    fields: { 'If-Modified-Since': later.toLowerCase() },
    answer: whole,
  },
  {
    section: '5.6.7',
    name: 'If-Modified-Since without a zone',
    fields: { 'If-Modified-Since': later.replace(' GMT', '') },
    answer: whole,
  },
  {
    section: '5.6.7',
    name: 'If-Modified-Since on a day that never was',
    fields: { 'If-Modified-Since': 'Sun, 31 Feb 2026 08:49:37 GMT' },
    answer: whole,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since in the future',
    fields: { 'If-Modified-Since': 'Fri, 31 Dec 9999 23:59:59 GMT' },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since to HEAD',
    method: 'HEAD',
    fields: { 'If-Modified-Since': date },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since with an earlier date to HEAD',
    method: 'HEAD',
    fields: { 'If-Modified-Since': earlier },
    answer: wholeHead,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since with the date and a range',
    fields: { 'If-Modified-Since': date, Range: 'bytes=0-1' },
    answer: notModified,
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since with an earlier date and a range',
    fields: { 'If-Modified-Since': earlier, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since where there is no tag',
    route: 'untagged',
    fields: { 'If-Modified-Since': date },
    answer: { status: 304, fields: { etag: null, 'last-modified': date } },
  },
  {
    section: '8.8.2.1',
    name: 'If-Modified-Since for a file touched this moment',
    file: 'fresh.txt',
    fields: { 'If-Modified-Since': 'Fri, 31 Dec 9999 23:59:59 GMT' },
    answer: { status: 200, content: ten },
  },
  {
    section: '13.1.3',
    name: 'If-Modified-Since for a file older than 1970',
    file: 'old.txt',
    fields: { 'If-Modified-Since': 'Wed, 31 Dec 1969 23:59:59 GMT' },
    answer: { status: 304, fields: { etag: '"ffffffffffffffff-a"' } },
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with the date',
    fields: { 'If-Unmodified-Since': date },
    answer: whole,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with a later date',
    fields: { 'If-Unmodified-Since': later },
    answer: whole,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with an earlier date',
    fields: { 'If-Unmodified-Since': earlier },
    answer: failed,
  },
  {
    section: '5.6.7',
    name: 'If-Unmodified-Since as RFC 850 wrote it',
    fields: { 'If-Unmodified-Since': 'Sunday, 06-Nov-94 08:49:36 GMT' },
    answer: failed,
  },
  {
    section: '5.6.7',
    name: 'If-Unmodified-Since as asctime() writes it',
    fields: { 'If-Unmodified-Since': asctime },
    answer: whole,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since without a date',
    fields: { 'If-Unmodified-Since': 'yesterday' },
    answer: whole,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with an earlier date to HEAD',
    method: 'HEAD',
    fields: { 'If-Unmodified-Since': earlier },
    answer: failedHead,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with the date and a range',
    fields: { 'If-Unmodified-Since': date, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since with an earlier date and a range',
    fields: { 'If-Unmodified-Since': earlier, Range: 'bytes=0-1' },
    answer: failed,
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since for a file touched this moment',
    file: 'fresh.txt',
    fields: { 'If-Unmodified-Since': date },
    answer: { status: 200, content: ten },
  },
  {
    section: '13.1.4',
    name: 'If-Unmodified-Since for a file older than 1970',
    file: 'old.txt',
    fields: { 'If-Unmodified-Since': 'Wed, 31 Dec 1969 23:59:58 GMT' },
    answer: failed,
  },
]

const order: readonly Row[] = [
  {
    section: '13.2.2',
    name: 'If-Match that holds outweighs If-Unmodified-Since',
    fields: { 'If-Match': tag, 'If-Unmodified-Since': earlier },
    answer: whole,
  },
  {
    section: '13.2.2',
    name: 'If-Match that fails outweighs If-Unmodified-Since',
    fields: { 'If-Match': other, 'If-Unmodified-Since': date },
    answer: failed,
  },
  {
    section: '13.2.2',
    name: 'If-None-Match with another tag outweighs If-Modified-Since',
    fields: { 'If-None-Match': other, 'If-Modified-Since': date },
    answer: whole,
  },
  {
    section: '13.2.2',
    name: 'If-None-Match with the tag outweighs If-Modified-Since',
    fields: { 'If-None-Match': tag, 'If-Modified-Since': earlier },
    answer: notModified,
  },
  {
    section: '13.2.2',
    name: 'If-None-Match that is broken still outweighs If-Modified-Since',
    fields: { 'If-None-Match': 'x', 'If-Modified-Since': date },
    answer: whole,
  },
  {
    section: '13.2.2',
    name: 'If-Match fails before If-None-Match is looked at',
    fields: { 'If-Match': other, 'If-None-Match': tag },
    answer: failed,
  },
  {
    section: '13.2.2',
    name: 'If-Match holds and If-None-Match says 304',
    fields: { 'If-Match': tag, 'If-None-Match': tag },
    answer: notModified,
  },
  {
    section: '13.2.2',
    name: 'If-Match holds and If-Modified-Since says 304',
    fields: { 'If-Match': tag, 'If-Modified-Since': date },
    answer: notModified,
  },
  {
    section: '13.2.2',
    name: 'If-Unmodified-Since fails before If-Modified-Since is looked at',
    fields: { 'If-Unmodified-Since': earlier, 'If-Modified-Since': date },
    answer: failed,
  },
  {
    section: '13.2.2',
    name: 'both dates hold and say 304',
    fields: { 'If-Unmodified-Since': date, 'If-Modified-Since': date },
    answer: notModified,
  },
  {
    section: '13.2.2',
    name: 'all five hold',
    fields: {
      'If-Match': tag,
      'If-Unmodified-Since': date,
      'If-None-Match': other,
      'If-Modified-Since': earlier,
      'If-Range': tag,
      Range: 'bytes=4-5',
    },
    answer: part(4, 5),
  },
  {
    section: '13.2.2',
    name: 'all five hold but If-Range',
    fields: {
      'If-Match': tag,
      'If-Unmodified-Since': date,
      'If-None-Match': other,
      'If-Modified-Since': earlier,
      'If-Range': other,
      Range: 'bytes=4-5',
    },
    answer: whole,
  },
  {
    section: '13.2.2',
    name: 'If-None-Match says 304 before If-Range is looked at',
    fields: { 'If-None-Match': tag, 'If-Range': other, Range: 'bytes=4-5' },
    answer: notModified,
  },
]

const ifRange: readonly Row[] = [
  {
    section: '13.1.5',
    name: 'If-Range with the tag',
    fields: { 'If-Range': tag, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.5',
    name: 'If-Range with another tag',
    fields: { 'If-Range': other, Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range compares strongly',
    fields: { 'If-Range': weak, Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range with the date',
    fields: { 'If-Range': date, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.5',
    name: 'If-Range with a later date',
    fields: { 'If-Range': later, Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range with an earlier date',
    fields: { 'If-Range': earlier, Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '5.6.7',
    name: 'If-Range as RFC 850 wrote it',
    fields: { 'If-Range': rfc850, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '5.6.7',
    name: 'If-Range as asctime() writes it',
    fields: { 'If-Range': asctime, Range: 'bytes=0-1' },
    answer: part(0, 1),
  },
  {
    section: '13.1.5',
    name: 'If-Range with neither tag nor date',
    fields: { 'If-Range': 'x', Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range is not a list',
    fields: { 'If-Range': `"x", ${tag}`, Range: 'bytes=0-1' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range knows no any',
    fields: { 'If-Range': '*', Range: 'bytes=0-1' },
    answer: whole,
  },
  { section: '13.1.5', name: 'If-Range without Range', fields: { 'If-Range': other }, answer: whole },
  {
    section: '13.1.5',
    name: 'If-Range with the tag without Range',
    fields: { 'If-Range': tag },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range with another tag and a range beyond the end',
    fields: { 'If-Range': other, Range: 'bytes=10-' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range with the tag and a range beyond the end',
    fields: { 'If-Range': tag, Range: 'bytes=10-' },
    answer: beyond,
  },
  {
    section: '13.1.5',
    name: 'If-Range with the tag and several ranges',
    fields: { 'If-Range': tag, Range: 'bytes=0-1,4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '13.1.5',
    name: 'If-Range with another tag and several ranges',
    fields: { 'If-Range': other, Range: 'bytes=0-1,4-5' },
    answer: whole,
  },
  {
    section: '13.1.5',
    name: 'If-Range with the tag of the application',
    route: 'tagged',
    fields: { 'If-Range': '"v1"', Range: 'bytes=0-1' },
    answer: { ...part(0, 1), fields: { ...part(0, 1).fields, etag: '"v1"' } },
  },
  {
    section: '13.1.5',
    name: 'If-Range with a tag that the application replaced',
    route: 'tagged',
    fields: { 'If-Range': tag, Range: 'bytes=0-1' },
    answer: { ...whole, fields: { ...whole.fields, etag: '"v1"' } },
  },
  {
    section: '13.1.5',
    name: 'If-Range with a weak tag that is the current one',
    route: 'weak',
    fields: { 'If-Range': 'W/"v1"', Range: 'bytes=0-1' },
    answer: { ...whole, fields: { ...whole.fields, etag: 'W/"v1"' } },
  },
  {
    section: '13.1.5',
    name: 'If-Range with a tag where there is none',
    route: 'untagged',
    fields: { 'If-Range': tag, Range: 'bytes=0-1' },
    answer: { ...whole, fields: { ...whole.fields, etag: null } },
  },
  {
    section: '13.1.5',
    name: 'If-Range with the date where there is no tag',
    route: 'untagged',
    fields: { 'If-Range': date, Range: 'bytes=0-1' },
    answer: { ...part(0, 1), fields: { ...part(0, 1).fields, etag: null } },
  },
  {
    section: '13.1.5',
    name: 'If-Range with a date for a file touched this moment',
    file: 'fresh.txt',
    fields: { 'If-Range': date, Range: 'bytes=0-1' },
    answer: { status: 200, content: ten },
  },
  {
    section: '13.1.5',
    name: 'If-Range to HEAD',
    method: 'HEAD',
    fields: { 'If-Range': tag, Range: 'bytes=0-1' },
    answer: wholeHead,
  },
]

const ranges: readonly Row[] = [
  { section: '14.1.2', name: 'the first byte', fields: { Range: 'bytes=0-0' }, answer: part(0, 0) },
  { section: '14.1.2', name: 'the last byte', fields: { Range: 'bytes=9-9' }, answer: part(9, 9) },
  { section: '14.1.2', name: 'bytes in the middle', fields: { Range: 'bytes=3-6' }, answer: part(3, 6) },
  { section: '14.1.2', name: 'all bytes', fields: { Range: 'bytes=0-9' }, answer: part(0, 9) },
  { section: '14.1.2', name: 'from the first to the end', fields: { Range: 'bytes=0-' }, answer: part(0, 9) },
  {
    section: '14.1.2',
    name: 'from the middle to the end',
    fields: { Range: 'bytes=7-' },
    answer: part(7, 9),
  },
  { section: '14.1.2', name: 'from the last to the end', fields: { Range: 'bytes=9-' }, answer: part(9, 9) },
  { section: '14.1.2', name: 'the last three bytes', fields: { Range: 'bytes=-3' }, answer: part(7, 9) },
  { section: '14.1.2', name: 'the last ten bytes', fields: { Range: 'bytes=-10' }, answer: part(0, 9) },
  {
    section: '14.1.2',
    name: 'more last bytes than there are',
    fields: { Range: 'bytes=-100' },
    answer: part(0, 9),
  },
  {
    section: '14.1.2',
    name: 'a last position at the end',
    fields: { Range: 'bytes=5-10' },
    answer: part(5, 9),
  },
  {
    section: '14.1.2',
    name: 'a last position beyond the end',
    fields: { Range: 'bytes=5-100' },
    answer: part(5, 9),
  },
  {
    section: '14.1.2',
    name: 'a last position of eighteen digits',
    fields: { Range: 'bytes=5-999999999999999999' },
    answer: part(5, 9),
  },
  {
    section: '14.1.2',
    name: 'a last position above 2^64',
    fields: { Range: 'bytes=5-18446744073709551616' },
    answer: part(5, 9),
  },
  {
    section: '14.1.2',
    name: 'a last position of a thousand digits',
    fields: { Range: `bytes=5-${'9'.repeat(1000)}` },
    answer: part(5, 9),
  },
  {
    section: '14.1.2',
    name: 'a suffix length above 2^64',
    fields: { Range: 'bytes=-18446744073709551616' },
    answer: part(0, 9),
  },
  { section: '14.1.1', name: 'leading zeros', fields: { Range: 'bytes=0002-0003' }, answer: part(2, 3) },
  { section: '14.1', name: 'the range unit in capitals', fields: { Range: 'BYTES=0-1' }, answer: part(0, 1) },
  { section: '14.1', name: 'the range unit in both', fields: { Range: 'Bytes=-1' }, answer: part(9, 9) },
  {
    section: '14.1.2',
    name: 'a blank after the equals sign',
    fields: { Range: 'bytes= 0-1' },
    answer: part(0, 1),
  },
  {
    section: '5.6.1.2',
    name: 'an empty member before a range',
    fields: { Range: 'bytes=,0-1' },
    answer: part(0, 1),
  },
  {
    section: '5.6.1.2',
    name: 'an empty member after a range',
    fields: { Range: 'bytes=0-1,' },
    answer: part(0, 1),
  },
  { section: '5.6.1', name: 'a tab before a range', fields: { Range: 'bytes=\t0-1' }, answer: part(0, 1) },
  {
    section: '14.1.2',
    name: 'a part of a large file',
    file: 'big.bin',
    fields: { Range: 'bytes=65535-131072' },
    answer: {
      status: 206,
      content: big.slice(65_535, 131_073),
      fields: { 'content-range': 'bytes 65535-131072/1048576', 'content-length': '65538' },
    },
  },
  {
    section: '14.1.2',
    name: 'all but the first of a large file',
    file: 'big.bin',
    fields: { Range: 'bytes=1-' },
    answer: {
      status: 206,
      content: big.slice(1),
      fields: { 'content-range': 'bytes 1-1048575/1048576', 'content-length': '1048575' },
    },
  },
  {
    section: '14.1.2',
    name: 'the only byte',
    file: 'one.txt',
    fields: { Range: 'bytes=0-' },
    answer: { status: 206, content: 'x', fields: { 'content-range': 'bytes 0-0/1' } },
  },
  {
    section: '14.1.2',
    name: 'a range of a file touched this moment',
    file: 'fresh.txt',
    fields: { Range: 'bytes=0-1' },
    answer: {
      status: 206,
      content: '01',
      fields: { 'content-range': 'bytes 0-1/10', 'last-modified': null },
    },
  },
  {
    section: '15.3.7',
    name: 'a 206 has the fields of the 200',
    fields: { Range: 'bytes=0-1' },
    answer: {
      status: 206,
      fields: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'inline; filename=ten.txt',
        'cache-control': 'private, no-cache, no-transform',
        'x-content-type-options': 'nosniff',
        'content-security-policy': sandbox,
      },
    },
  },
  {
    section: '15.3.7',
    name: 'a 206 has the fields of the application',
    route: 'policies',
    fields: { Range: 'bytes=0-1' },
    answer: {
      status: 206,
      content: '01',
      fields: {
        'content-security-policy': "default-src 'self'",
        'access-control-allow-origin': 'https://example.com',
        'content-language': 'de',
        'set-cookie': ['a=1', 'b=2'],
        vary: /^Origin, ?Cookie$/,
        expires: '0',
      },
    },
  },
  {
    section: '14.2',
    name: 'a part of a download',
    route: 'download',
    fields: { Range: 'bytes=0-1' },
    answer: {
      ...part(0, 1),
      fields: { ...part(0, 1).fields, 'content-disposition': 'attachment; filename=ten.txt' },
    },
  },
]

const ignored: readonly Row[] = [
  { section: '14.2', name: 'a unit that is not known', fields: { Range: 'items=0-4' }, answer: whole },
  { section: '14.2', name: 'a unit that begins like bytes', fields: { Range: 'bytesx=0-4' }, answer: whole },
  { section: '14.2', name: 'no unit', fields: { Range: '0-4' }, answer: whole },
  { section: '14.2', name: 'no ranges', fields: { Range: 'bytes=' }, answer: whole },
  { section: '14.2', name: 'nothing but empty members', fields: { Range: 'bytes=, ,' }, answer: whole },
  { section: '14.2', name: 'no equals sign', fields: { Range: 'bytes 0-4' }, answer: whole },
  { section: '14.2', name: 'a blank before the equals sign', fields: { Range: 'bytes =0-4' }, answer: whole },
  {
    section: '14.1.1',
    name: 'a last position before the first',
    fields: { Range: 'bytes=5-2' },
    answer: whole,
  },
  {
    section: '14.1.1',
    name: 'a last position before the first, both above 2^53',
    fields: { Range: 'bytes=9007199254740993-9007199254740992' },
    answer: whole,
  },
  {
    section: '14.1.1',
    name: 'a good range beside a bad one',
    fields: { Range: 'bytes=0-1,5-2' },
    answer: whole,
  },
  {
    section: '14.1.1',
    name: 'a bad range beside a good one',
    fields: { Range: 'bytes=5-2,0-1' },
    answer: whole,
  },
  { section: '14.1.1', name: 'letters', fields: { Range: 'bytes=a-b' }, answer: whole },
  { section: '14.1.1', name: 'a minus sign', fields: { Range: 'bytes=--1' }, answer: whole },
  { section: '14.1.1', name: 'a lonely dash', fields: { Range: 'bytes=-' }, answer: whole },
  { section: '14.1.1', name: 'a number without a dash', fields: { Range: 'bytes=5' }, answer: whole },
  { section: '14.1.1', name: 'blanks around the dash', fields: { Range: 'bytes=0 - 4' }, answer: whole },
  { section: '14.1.1', name: 'a plus sign', fields: { Range: 'bytes=+1-4' }, answer: whole },
  { section: '14.1.1', name: 'a decimal point', fields: { Range: 'bytes=0.5-4' }, answer: whole },
  { section: '14.1.1', name: 'hexadecimal digits', fields: { Range: 'bytes=0x1-4' }, answer: whole },
  { section: '14.1.1', name: 'semicolons between ranges', fields: { Range: 'bytes=0-1;4-5' }, answer: whole },
  {
    section: '14.2',
    name: 'two Range fields',
    fields: { Range: ['bytes=0-1', 'bytes=4-5'] },
    answer: { status: 200 },
  },
  { section: '14.2', name: 'more bytes than there are', fields: { Range: 'bytes=0-9,0-0' }, answer: whole },
  { section: '14.2', name: 'all bytes twice', fields: { Range: 'bytes=0-,0-' }, answer: whole },
  {
    section: '14.2',
    name: 'more than a hundred ranges',
    file: 'big.bin',
    fields: { Range: `bytes=${Array.from({ length: 101 }, (_, i) => `${i * 2}-${i * 2}`).join()}` },
    answer: { status: 200, content: big },
  },
  {
    section: '14.1.2',
    name: 'the last bytes of an empty file',
    file: 'empty.txt',
    fields: { Range: 'bytes=-5' },
    answer: { status: 200, content: '', fields: { 'content-range': null } },
  },
]

const unsatisfiable: readonly Row[] = [
  { section: '15.5.17', name: 'from the end on', fields: { Range: 'bytes=10-' }, answer: beyond },
  { section: '15.5.17', name: 'beyond the end', fields: { Range: 'bytes=20-30' }, answer: beyond },
  {
    section: '15.5.17',
    name: 'from a position above 2^64',
    fields: { Range: 'bytes=18446744073709551616-' },
    answer: beyond,
  },
  { section: '14.1.2', name: 'the last no bytes', fields: { Range: 'bytes=-0' }, answer: beyond },
  { section: '14.1.2', name: 'the last no bytes, twice', fields: { Range: 'bytes=-0,-00' }, answer: beyond },
  {
    section: '15.5.17',
    name: 'several ranges beyond the end',
    fields: { Range: 'bytes=10-11,20-' },
    answer: beyond,
  },
  {
    section: '14.1.2',
    name: 'the first byte of an empty file',
    file: 'empty.txt',
    fields: { Range: 'bytes=0-0' },
    answer: { status: 416, fields: { 'content-range': 'bytes */0' } },
  },
  {
    section: '14.1.2',
    name: 'an empty file from the first byte on',
    file: 'empty.txt',
    fields: { Range: 'bytes=0-' },
    answer: { status: 416, fields: { 'content-range': 'bytes */0' } },
  },
  {
    section: '14.1.2',
    name: 'the last no bytes of an empty file',
    file: 'empty.txt',
    fields: { Range: 'bytes=-0' },
    answer: { status: 416, fields: { 'content-range': 'bytes */0' } },
  },
  {
    section: '15.5.17',
    name: 'a 416 does not describe the file',
    fields: { Range: 'bytes=10-' },
    answer: {
      status: 416,
      fields: { etag: null, 'last-modified': null, 'content-disposition': null, 'accept-ranges': null },
    },
  },
  {
    section: '15.5.17',
    name: 'a 416 keeps the cookies',
    route: 'policies',
    fields: { Range: 'bytes=10-' },
    answer: {
      status: 416,
      fields: {
        'set-cookie': ['a=1', 'b=2'],
        'access-control-allow-origin': 'https://example.com',
        'content-security-policy': "default-src 'self'",
        expires: null,
        'content-language': null,
      },
    },
  },
]

const several: readonly Row[] = [
  {
    section: '15.3.7.2',
    name: 'two ranges',
    fields: { Range: 'bytes=0-1,4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'two ranges with a blank between',
    fields: { Range: 'bytes=0-1, 4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'ranges in the order asked for',
    fields: { Range: 'bytes=8-9,0-1,4-5' },
    answer: parts([8, 9], [0, 1], [4, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'a first, an open and a suffix range',
    fields: { Range: 'bytes=0-0,8-,-1' },
    answer: parts([0, 0], [8, 9], [9, 9]),
  },
  {
    section: '15.3.7.2',
    name: 'the first and the last byte',
    fields: { Range: 'bytes=0-0,-1' },
    answer: parts([0, 0], [9, 9]),
  },
  {
    section: '15.3.7.2',
    name: 'ranges side by side',
    fields: { Range: 'bytes=0-1,2-3' },
    answer: parts([0, 1], [2, 3]),
  },
  {
    section: '15.3.7.2',
    name: 'the same range twice',
    fields: { Range: 'bytes=0-1,0-1' },
    answer: parts([0, 1], [0, 1]),
  },
  {
    section: '15.3.7.2',
    name: 'ranges that overlap',
    fields: { Range: 'bytes=0-3,2-5' },
    answer: parts([0, 3], [2, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'as many bytes as there are',
    fields: { Range: 'bytes=0-4,5-9' },
    answer: parts([0, 4], [5, 9]),
  },
  {
    section: '15.3.7.2',
    name: 'three ranges of which one lies beyond the end',
    fields: { Range: 'bytes=0-1,20-,4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'two ranges of which one lies beyond the end',
    fields: { Range: 'bytes=0-1,20-' },
    answer: part(0, 1),
  },
  {
    section: '15.3.7.2',
    name: 'two ranges of which one is the last no bytes',
    fields: { Range: 'bytes=-0,0-1' },
    answer: part(0, 1),
  },
  {
    section: '5.6.1.2',
    name: 'two ranges with an empty member between',
    fields: { Range: 'bytes=0-1,,4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '5.6.1',
    name: 'two ranges with a tab between',
    fields: { Range: 'bytes=0-1,\t4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '14.1',
    name: 'two ranges with the unit in capitals',
    fields: { Range: 'BYTES=0-1,4-5' },
    answer: parts([0, 1], [4, 5]),
  },
  {
    section: '15.3.7.2',
    name: 'two ranges of a large file',
    file: 'big.bin',
    fields: { Range: 'bytes=0-15,1048560-' },
    answer: {
      status: 206,
      parts: [
        ['bytes 0-15/1048576', big.slice(0, 16)],
        ['bytes 1048560-1048575/1048576', big.slice(-16)],
      ],
    },
  },
  {
    section: '15.3.7.2',
    name: 'two large ranges of a large file',
    file: 'big.bin',
    fields: { Range: 'bytes=0-399999,500000-899999' },
    answer: {
      status: 206,
      parts: [
        ['bytes 0-399999/1048576', big.slice(0, 400_000)],
        ['bytes 500000-899999/1048576', big.slice(500_000, 900_000)],
      ],
    },
  },
  {
    section: '15.3.7.2',
    name: 'a hundred ranges',
    file: 'big.bin',
    fields: { Range: `bytes=${Array.from({ length: 100 }, (_, i) => `${i * 16}-${i * 16 + 14}`).join()}` },
    answer: {
      status: 206,
      parts: Array.from(
        { length: 100 },
        (_, i) => [`bytes ${i * 16}-${i * 16 + 14}/1048576`, big.slice(i * 16, i * 16 + 15)] as const,
      ),
    },
  },
  {
    section: '15.3.7.2',
    name: 'several ranges with the fields of the application',
    route: 'policies',
    fields: { Range: 'bytes=0-1,4-5' },
    answer: {
      ...parts([0, 1], [4, 5]),
      fields: {
        ...parts().fields,
        'content-security-policy': "default-src 'self'",
        'set-cookie': ['a=1', 'b=2'],
      },
    },
  },
]

/** Every row, in the order of RFC 9110. */
export const table: readonly Row[] = [
  ...representation,
  ...methods,
  ...ifMatch,
  ...ifNoneMatch,
  ...dates,
  ...order,
  ...ifRange,
  ...ranges,
  ...ignored,
  ...unsatisfiable,
  ...several,
]
