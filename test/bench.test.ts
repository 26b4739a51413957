import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BodyCheck } from '../bench/loads/body-check.js'
import { lastResults, picturesFolder, textOf } from '../bench/report/results.js'
import { picturesOf } from '../bench/report/pictures.js'
import { rows } from '../bench/rows/rows.js'
import { pageSize, stampAt } from '../bench/sample-files.js'
import { nginxProgram } from './servers/nginx.ts'
import { locate } from './servers/programs.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const canMeasure = process.platform === 'linux' && locate('wrk') !== undefined && nginxProgram !== undefined

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(project, 'bench/run.js'), ...args], { encoding: 'utf8' })
}

describe.skipIf(!canMeasure)('npm run bench -- --quick', () => {
  // One row for each kind of load.
  it.each([
    { name: 'hand-over', figures: /^\| hand-over \|(?: [1-9][\d,.]* \|){3}/m },
    { name: 'not-modified', figures: /^\| send \|(?: [1-9][\d,.]* \|){3}/m },
    { name: 'multipart', figures: /^\| 50 ranges \|(?: [1-9][\d,.]* \|)/m },
    { name: 'slow-clients', figures: /^\| xsendfile \|(?: [\d,.]+ \|){7} 0 \|$/m },
    { name: 'crowd', figures: /^\| xsendfile \| [1-9]\d* \| [1-9]\d* \| 0 \| 0 \| 0 \|$/m },
    { name: 'field-cost', figures: /^\| xsendfile \| -?[\d.]+ \|$/m },
  ])(
    'measures $name',
    // A second may be too short for a download where the machine has much other work.
    { timeout: 120_000, retry: 2 },
    ({ name, figures }) => {
      const { status, stdout, stderr } = bench('--quick', '--only', name)
      expect(stdout, stderr).toMatch(figures)
      expect(status).toBe(0)
    },
  )
})

describe('npm run bench', () => {
  it('lists every row', () => {
    const { status, stdout } = bench('--list')
    expect(stdout.match(/^\S+/gm)).toEqual(rows.map(({ name }) => name))
    expect(status).toBe(0)
  })

  it('lists them where the library has not been built yet', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xsendfile-bench-unbuilt-'))
    try {
      for (const part of ['bench', 'scripts']) {
        const isOurs = (path: string): boolean => !path.includes('node_modules')
        cpSync(join(project, part), join(folder, part), { recursive: true, filter: isOurs })
      }
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      const args = [join(folder, 'bench/run.js'), '--list']
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('explains itself', () => {
    expect(bench('--help').stdout).toContain('npm run bench -- --only NAME')
  })

  it.each([[['--only', 'nothing']], [['--fast']]])('refuses %j', (args) => {
    const { status, stderr } = bench(...args)
    expect(stderr).toContain('npm run bench: ')
    expect(status).toBe(2)
  })

  it('has written the results and the pictures that its figures give', () => {
    const results = lastResults()
    const written = readFileSync(join(project, 'bench/results.md'), 'utf8')
    expect(written, 'npm run bench -- --report writes it anew').toBe(textOf(results))
    const pictures = Object.fromEntries(
      readdirSync(picturesFolder).map((name) => [name, readFileSync(new URL(name, picturesFolder), 'utf8')]),
    )
    expect(pictures).toEqual(Object.fromEntries(picturesOf(results.rows)))
  })
})

describe('BodyCheck', () => {
  const length = 4 * pageSize
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`
  const layout = { status: 200, length, pieces: [{ at: 0, length, from: 8 * pageSize }] }
  const pages = (...numbers: readonly number[]): Buffer =>
    Buffer.concat(
      numbers.map((number) => {
        const page = Buffer.alloc(pageSize)
        page.writeUInt32LE(number, stampAt)
        return page
      }),
    )
  const answer = Buffer.concat([Buffer.from(head), pages(8, 9, 10, 11)])

  it('counts answers that are complete, however they come', () => {
    for (const size of [1000, pageSize, answer.length, 3 * answer.length]) {
      const check = new BodyCheck(layout)
      const stream = Buffer.concat([answer, answer, answer])
      let complete = 0
      for (let at = 0; at < stream.length; at += size) complete += check.read(stream.subarray(at, at + size))
      expect(complete).toBe(3)
    }
  })

  it.each([
    ['another status', Buffer.from(head.replace('200 OK', '404 Not Found'))],
    ['another length', Buffer.from(head.replace(String(length), '12'))],
    ['no length', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
    ['a page of another place', Buffer.concat([Buffer.from(head), pages(9)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => new BodyCheck(layout).read(bytes)).toThrow(/.+/)
  })
})
