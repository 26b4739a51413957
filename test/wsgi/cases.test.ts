import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginxProgram } from '../servers/nginx.ts'
import type { Case } from './case.ts'
import { cases } from './cases.ts'
import { type Stage, setStage, strike } from './stage.ts'
import { assertTrial } from './trials.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

let stage: Stage
beforeAll(async () => (stage = await setStage()))
afterAll(() => strike(stage))

const tried = cases.filter((each) => each.verdict !== 'later')
const later = cases.filter((each) => each.verdict === 'later')

describe('the cases of WSGI X-Sendfile', () => {
  it('are 111, each once', () => {
    expect(cases.map(({ number }) => number)).toEqual(Array.from({ length: 111 }, (_, index) => index + 1))
  })

  it('are the same here, or better for a reason, or come later', () => {
    const count = (verdict: Case['verdict']): number =>
      cases.filter((each) => each.verdict === verdict).length
    const counts = { same: count('same'), better: count('better'), later: count('later') }
    console.info(
      `Of 111 cases ${counts.same} are the same, ${counts.better} better, ${counts.later} come later`,
    )
    expect(counts).toEqual({ same: 30, better: 45, later: 36 })
    for (const each of cases)
      if (each.verdict === 'better') expect(each.reason, `${each.number}`).not.toBe('')
  })

  it.for(tried.map((each) => ({ ...each, title: `${each.number}, ${each.verdict}: ${each.given}` })))(
    '$title',
    async ({ trial }, { skip }) => {
      skip('needs' in trial && nginxProgram === undefined, 'nginx is missing')
      expect.hasAssertions()
      await assertTrial(stage, trial)
    },
  )
})

describe('the cases that come later', () => {
  it('are all of signed links, and say what will answer', () => {
    for (const { number, instead } of later) {
      expect(instead, `${number}`).not.toBe('')
      expect((number >= 70 && number <= 104) || number === 110, `${number}`).toBe(true)
    }
  })

  it('cannot be tried yet: the package has no door and no name for signed links', async () => {
    const { exports } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { default: string }>
    }
    const names: string[] = Object.keys(exports)
    for (const target of Object.values(exports)) {
      if (typeof target === 'string') continue
      const module = (await import(pathToFileURL(join(project, target.default)).href)) as object
      names.push(...Object.keys(module))
    }
    expect(names).toContain('xsendfile')
    expect(names.filter((name) => /link|sign|token/i.test(name))).toEqual([])
  })

  it.each(later.flatMap(({ number, digests = [] }) => digests.map((digest) => ({ number, ...digest }))))(
    '$number: $hash of $file is what the scheme gives',
    ({ hash, secret, file, time, digest }) => {
      expect(createHash(hash).update(`${secret}${file}${time}`).digest('hex')).toBe(digest)
    },
  )
})
