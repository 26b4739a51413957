import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { frontEndsPage } from '../../scripts/front-ends-page.js'
import { senders } from '../../src/senders/registry.ts'

it('docs/front-ends.md says what the rows say: node scripts/front-ends-page.js writes it', () => {
  expect(readFileSync('docs/front-ends.md', 'utf8')).toBe(frontEndsPage(senders))
})

it('every row says what its sender says', () => {
  for (const [name, row] of Object.entries(senders)) {
    const sender = row.make({ prefix: '/internal/' })
    expect([name, sender.name]).toEqual([name, name])
    expect([name, row.takes === 'prefix']).toEqual([name, sender.prefix !== undefined])
    expect([name, row.facts.links.startsWith('yes')]).toEqual([name, sender.raceFree])
    for (const field of sender.instructionFields.slice(0, 1)) expect(row.facts.field).toContain(field)
  }
})
