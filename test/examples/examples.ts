/** What an example runs on, where that is not the Node of the tests: an npm package that brings the program. */
export const runtimes = {
  node24: 'node@24.21.0',
  bun: 'bun@1.4.5',
  deno: 'deno@2.9.6',
} as const

/** An answer, and the fields (names in lower case) that a framework takes off it. */
type LostFields = Readonly<Partial<Record<'GET' | 'HEAD' | '304', readonly string[]>>>

/** An application of `examples/` that is written in JavaScript or TypeScript. */
export interface Example {
  /** Its folder in `examples/`. */
  readonly folder: string
  /** The framework, with its major version. */
  readonly title: string
  /** Whether the tests of a day run it; the others are for `npm run test:examples`. */
  readonly quick: boolean
  /** Left out: the Node of the tests. */
  readonly runtime?: keyof typeof runtimes
  /** What the framework takes off answers that the application sends itself; the tests want these fields to be missing. */
  readonly loses?: LostFields
}

/** All of them. A new one is a folder and a line here. */
export const examples: readonly Example[] = [
  { folder: 'node', title: 'node:http', quick: true },
  { folder: 'express', title: 'Express 5', quick: true },
  { folder: 'koa', title: 'Koa 3', quick: true },
  { folder: 'fastify', title: 'Fastify 5', quick: true },
  { folder: 'nest', title: 'NestJS 12', quick: false },
  { folder: 'hono', title: 'Hono', quick: true },
]

/**
 * The examples that this run is about.
 *
 * @param wanted `all`, or folders with commas between them; the quick ones when it is left out
 * @throws Error when there is no example of a name
 */
export function chosenExamples(wanted: string | undefined): readonly Example[] {
  if (wanted === undefined || wanted === '') return examples.filter(({ quick }) => quick)
  if (wanted === 'all') return examples
  return wanted.split(',').map((name) => {
    const found = examples.find(({ folder }) => folder === name)
    if (found !== undefined) return found
    const names = examples.map(({ folder }) => folder).join(', ')
    throw new Error(`There is no example ${JSON.stringify(name)}; there are ${names}, and "all"`)
  })
}
