import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginxProgram } from '../servers/nginx.ts'
import type { Case } from './case.ts'
import { cases } from './cases.ts'
import { type Stage, setStage, strike } from './stage.ts'
import { assertTrial } from './trials.ts'

let stage: Stage
beforeAll(async () => (stage = await setStage()))
afterAll(() => strike(stage))

describe('the cases of WSGI X-Sendfile', () => {
  it('are 111, each once', () => {
    expect(cases.map(({ number }) => number)).toEqual(Array.from({ length: 111 }, (_, index) => index + 1))
  })

  it('are the same here, or better for a reason', () => {
    const count = (verdict: Case['verdict']): number =>
      cases.filter((each) => each.verdict === verdict).length
    const counts = { same: count('same'), better: count('better') }
    console.info(`Of 111 cases ${counts.same} are the same, ${counts.better} better`)
    expect(counts).toEqual({ same: 59, better: 52 })
    for (const each of cases)
      if (each.verdict === 'better') expect(each.reason, `${each.number}`).not.toBe('')
  })

  it.for(cases.map((each) => ({ ...each, title: `${each.number}, ${each.verdict}: ${each.given}` })))(
    '$title',
    async ({ trial }, { skip }) => {
      skip('needs' in trial && nginxProgram === undefined, 'nginx is missing')
      expect.hasAssertions()
      await assertTrial(stage, trial)
    },
  )
})
