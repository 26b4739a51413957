/** What is written on one connection, one character per byte, and how its client behaves. */
export interface Conversation {
  readonly text: string
  /** Leaves as soon as the text is written, or after the first bytes of an answer; otherwise it waits for the end. */
  readonly leaves: 'at once' | 'at the first bytes' | 'at the end'
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const names = [
  'plain.txt',
  'directory/file.txt',
  'link-inside.txt',
  'link-outside.txt',
  'linked-outside/secret.txt',
  '.hidden',
  'directory',
  'directory/',
  'fifo',
  'socket',
  'missing.txt',
  '',
  'ours-alone.txt',
]
const spoilers = [
  '%',
  '%0',
  '%zz',
  '%00',
  '%2F',
  '%2e',
  '%2e%2e/',
  '../',
  '..%2f',
  '..\\',
  './',
  '//',
  ';x=1',
  '?a=b',
  '#x',
  '%ff%fe',
  '%c0%ae',
  '%ed%a0%80',
  '\xe9',
  '\x01',
  '%0d%0aX-Injected: yes',
  '%F0%9F%98%80',
  '+',
  '{}',
  '|',
  '"',
  '<script>',
  '~',
  '%252e%252e%252f',
]
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'PROPFIND',
  'PURGE',
  'QUERY',
  'get',
  'G ET',
  'FOO',
  '',
]
const versions = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  '',
]
const fieldNames = [
  'Range',
  'If-Range',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
  'Accept-Encoding',
  'X-Sendfile-Type',
  'X-Accel-Redirect',
  'X-Accel-Mapping',
  'X-Sendfile-Proof',
  'Content-Type',
  'Upgrade',
  'Cookie',
  'TE',
  'Trailer',
]
const values = [
  'bytes=0-1',
  'bytes=0-',
  'bytes=-1',
  'bytes=-0',
  'bytes=1-0',
  'bytes=99-',
  'bytes=0-0,2-2,4-',
  'bytes=,,0-1',
  'bytes=0-99999999999999999999999',
  'BYTES=0-1',
  'items=0-1',
  'bytes=',
  'bytes',
  'bytes=a-b',
  'bytes= 0-1',
  '"2ebc98a1-5"',
  'W/"2ebc98a1-5"',
  '"x", "y"',
  '*',
  '"',
  'W/',
  '""',
  '"\xe9"',
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'Sun, 99 Nov 1994 08:49:37 GMT',
  'yesterday',
  '-1',
  '',
  ' ',
  '\t',
  '\x80\xff',
  'gzip, br',
  '100-continue',
  'websocket',
  'chunked',
]

/** Makes conversations that a client can form: right, wrong, absurd and hostile. */
export function conversations(random: () => number): () => Conversation {
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)] as Value
  const chance = (share: number): boolean => random() < share

  function target(): string {
    if (chance(0.01)) return pick(['*', 'localhost:80', '', '/', '//', 'http://', '?', '\x7f'])
    const start = chance(0.05)
      ? pick(['http://localhost', 'http://evil.example', 'HTTPS://a@b:1', 'ftp://x'])
      : ''
    let path = `/${pick([...Array.from<string>({ length: 20 }).fill('files'), '', 'internal-fuzz', 'Files'])}/${pick(names)}`
    while (chance(0.3)) {
      const at = Math.floor(random() * (path.length + 1))
      path = path.slice(0, at) + pick(spoilers) + path.slice(at)
    }
    if (chance(0.01)) path += pick(['a', '%61', '../', '/']).repeat(Math.floor(random() * 22_000))
    return start + path
  }

  function value(): string {
    const base = pick(values)
    if (chance(0.02)) return `bytes=${`${Math.floor(random() * 9)}-,`.repeat(Math.floor(random() * 4000))}`
    if (chance(0.02)) return `${'"tag", '.repeat(Math.floor(random() * 2000))}"x"`
    return chance(0.1) ? base + pick(values) : base
  }

  function request(isLast: boolean): string {
    const method = chance(0.85) ? 'GET' : pick(methods)
    const version = chance(0.95) ? 'HTTP/1.1' : pick(versions)
    const lines = [`${method} ${target()} ${version}`.trimEnd()]
    if (!chance(0.02))
      lines.push(`Host: ${chance(0.97) ? 'localhost' : pick(['localhost:80', 'evil.example', '', 'a b'])}`)
    for (let count = Math.floor(random() * 5); count > 0; count -= 1)
      lines.push(`${pick(fieldNames)}: ${value()}`)
    if (chance(0.02))
      lines.push(pick(['no colon', ': no name', 'X Y: z', 'X\x00: y', ' folded', `X: ${'y'.repeat(20_000)}`]))
    let content = ''
    if (chance(0.05)) {
      content = 'x'.repeat(Math.floor(random() * 1000))
      lines.push(
        pick([`Content-Length: ${content.length}`, 'Content-Length: -1', 'Transfer-Encoding: chunked']),
      )
    }
    if (chance(0.01)) lines.push(`Expect: ${pick(['100-continue', '200-ok'])}`)
    if (isLast) lines.push('Connection: close')
    return `${lines.join('\r\n')}\r\n\r\n${content}`
  }

  return () => {
    const count = chance(0.8) ? 1 : 1 + Math.floor(random() * 5)
    let text = Array.from({ length: count }, (_, index) => request(index === count - 1)).join('')
    if (chance(0.03)) text = text.slice(0, Math.floor(random() * text.length))
    const leaves = chance(0.05) ? 'at once' : chance(0.05) ? 'at the first bytes' : 'at the end'
    return { text, leaves }
  }
}
