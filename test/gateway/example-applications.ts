import { type RunningProgram, launch } from './programs-under-test.ts'

/** How an application is told to hand over: to an internal location, or by paths. */
export type Handing = { readonly root: string; readonly prefix: string | undefined }

/** One of the applications in `examples/`. */
export interface ExampleApplication {
  readonly name: string
  /** The programs and modules of Debian that it needs. */
  readonly needs: readonly string[]
  /** Where it gives a document. */
  readonly target: (name: string) => string
  /** How it knows its users. */
  readonly login: 'basic' | 'form'
  /** How it writes `X-Sendfile`. */
  readonly encoding: 'raw' | 'percent'
  /** The folder of a WSGI application; its module is `documents`. */
  readonly wsgi?: string
  start(handing: Handing): Promise<RunningProgram>
}

const below = (name: string): string => `/documents/${encodeURIComponent(name)}`

/** All of them. */
export const exampleApplications: readonly ExampleApplication[] = [
  wsgi('Django', 'django', ['python3-django'], 'form', below),
  wsgi('Pyramid', 'pyramid', ['python3-pyramid', 'python3-webob'], 'form', below),
  wsgi('WebOb', 'webob', ['python3-webob'], 'basic', below),
  wsgi('raw WSGI', 'wsgi', [], 'basic', (name) => `/?document_name=${encodeURIComponent(name)}`),
  {
    name: 'PHP',
    needs: ['php-cli'],
    target: below,
    login: 'form',
    encoding: 'percent',
    start: (handing) =>
      launch({
        program: 'php',
        args: (port, folder) => [
          '-d',
          `session.save_path=${folder}/state`,
          '-S',
          `127.0.0.1:${port}`,
          'examples/php/index.php',
        ],
        environment: environmentOf(handing),
        examples: true,
      }),
  },
  {
    name: 'Rack',
    needs: ['puma', 'ruby-rack'],
    target: below,
    login: 'basic',
    encoding: 'raw',
    start: (handing) =>
      launch({
        program: 'puma',
        args: (port) => ['-b', `tcp://127.0.0.1:${port}`, '-e', 'production', 'examples/rack/config.ru'],
        environment: environmentOf(handing),
        examples: true,
      }),
  },
]

function wsgi(
  name: string,
  folder: string,
  modules: readonly string[],
  login: ExampleApplication['login'],
  target: ExampleApplication['target'],
): ExampleApplication {
  return {
    name,
    needs: ['gunicorn', ...modules],
    target,
    login,
    encoding: 'percent',
    wsgi: folder,
    start: (handing) =>
      launch({
        program: 'gunicorn',
        args: (port, own) => [
          `--bind=127.0.0.1:${port}`,
          '--threads=4',
          `--worker-tmp-dir=${own}/state`,
          `--pythonpath=${own}/examples/sending`,
          `--chdir=${own}/examples/${folder}`,
          'documents:application',
        ],
        environment: environmentOf(handing),
        examples: true,
      }),
  }
}

/** What the examples read. */
export function environmentOf({ root, prefix }: Handing): Record<string, string> {
  return { DOCUMENTS_ROOT: root, ...(prefix === undefined ? {} : { DOCUMENTS_PREFIX: prefix }) }
}
