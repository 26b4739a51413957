// @ts-check
import { assertHandOver, assertNotHandedOver, handOverOf } from 'xsendfile/testing'
import { answer } from './application.js'

/**
 * The tests of the application, for whatever runs them.
 *
 * @param {(name: string, run: () => Promise<void>) => unknown} test
 */
export function suite(test) {
  /** @param {string} path @param {string} cookie */
  const ask = (path, cookie) =>
    answer(new Request(`http://localhost${path}`, { headers: { Cookie: cookie } }))

  test('Alice gets her plans', async () => {
    const response = await ask('/documents/plans', 'user=alice')
    assertHandOver(response, {
      path: 'plans.pdf',
      sender: 'nginx',
      fields: { 'Content-Type': 'application/pdf' },
    })
  })

  test('Alice gets her picture, where the environment chooses the sender', async () => {
    const { path, sender } = handOverOf(await ask('/pictures/plans', 'user=alice'))
    if (path !== 'plans.pdf' || sender !== 'recording') throw new Error(`${path} by ${sender}`)
  })

  test('Bob gets nothing', async () => {
    assertNotHandedOver(await ask('/documents/plans', 'user=bob'))
  })

  // What a test that fails says is looked at from outside.
  if (process.env['EXPECT_OTHER'] !== undefined) {
    test('Alice gets another file', async () => {
      assertHandOver(await ask('/documents/plans', 'user=alice'), { path: 'other.pdf' })
    })
  }
}
