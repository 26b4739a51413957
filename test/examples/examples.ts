/** What an example runs on, where that is not the Node of the tests: an npm package that brings the program. */
export const runtimes = {
  node24: 'node@24.21.0',
  bun: 'bun@1.4.5',
  deno: 'deno@2.9.6',
} as const

/** An answer, and the fields (names in lower case) that a framework takes off it; `film` is one of 20 MiB. */
export type LostFields = Readonly<
  Partial<Record<'GET' | 'HEAD' | '304' | 'parts' | 'film', readonly string[]>>
>

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
  /** What npm runs; left out: `start`. */
  readonly script?: string
  /** What the framework must be told by its environment, when it is built and when it runs. */
  readonly environment?: (port: number) => Readonly<Record<string, string>>
  /** It needs to know its port beforehand, or prints the one that it was given, so that 0 will not do. */
  readonly givenPort?: true
  /** What the framework takes off answers that the application sends itself; the tests want these fields to be missing. */
  readonly loses?: LostFields
  /** It reads the file to its end, whether the client takes anything or not; the tests want it to do so. */
  readonly readsAhead?: true
  /** Where it has the documents a second time, with nothing lost. */
  readonly wholeAt?: string
}

/** Bun sends every stream in chunks, whatever its length; what is read at once, up to 256 KiB, keeps it. */
const losesLengthOfStreams: LostFields = { parts: ['content-length'], film: ['content-length'] }

/** Next.js takes Content-Length off whatever a route handler returns (`sendResponse`), also off answers to HEAD. */
const losesEveryLength: LostFields = {
  GET: ['content-length'],
  HEAD: ['content-length'],
  parts: ['content-length'],
  film: ['content-length'],
}

/** All of them. A new one is a folder and a line here. */
export const examples: readonly Example[] = [
  { folder: 'node', title: 'node:http', quick: true },
  { folder: 'express', title: 'Express 5', quick: true },
  { folder: 'koa', title: 'Koa 3', quick: true },
  { folder: 'fastify', title: 'Fastify 5', quick: true },
  { folder: 'nest', title: 'NestJS 12', quick: false },
  { folder: 'hono', title: 'Hono', quick: true },
  {
    folder: 'hono',
    title: 'Hono on Bun',
    quick: false,
    runtime: 'bun',
    script: 'start:bun',
    loses: losesLengthOfStreams,
  },
  { folder: 'hono', title: 'Hono on Deno', quick: false, runtime: 'deno', script: 'start:deno' },
  { folder: 'h3', title: 'h3 2', quick: true },
  { folder: 'nitro', title: 'Nitro 3', quick: false },
  { folder: 'elysia', title: 'Elysia on Bun', quick: false, runtime: 'bun', loses: losesLengthOfStreams },
  {
    folder: 'next',
    title: 'Next.js 16',
    quick: false,
    loses: losesEveryLength,
    wholeAt: '/api/documents/',
  },
  // It refuses forms of another origin than the one that it is told.
  {
    folder: 'sveltekit',
    title: 'SvelteKit 3',
    quick: false,
    runtime: 'node24',
    givenPort: true,
    environment: (port) => ({ ORIGIN: `http://localhost:${port},http://localhost` }),
  },
  { folder: 'react-router', title: 'React Router 8', quick: false, runtime: 'node24', givenPort: true },
  { folder: 'astro', title: 'Astro 7', quick: false, runtime: 'node24', readsAhead: true },
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
  return wanted.split(',').flatMap((name) => {
    const found = examples.filter(({ folder }) => folder === name)
    if (found.length > 0) return found
    const names = examples.map(({ folder }) => folder).join(', ')
    throw new Error(`There is no example ${JSON.stringify(name)}; there are ${names}, and "all"`)
  })
}
