// @ts-check
// Who can take part, by the name that rows use. The program is a file of contestants/.

/**
 * @typedef {object} Contestant
 * @property {string} [program] the application; left out where the front end serves the files by itself
 * @property {{ io?: string, processes?: number }} [options] what the application is told
 * @property {string} [handsOverTo] the front end whose fields it writes
 * @property {string} [behind] the front end that is started before it
 * @property {'io' | 'bun' | 'original'} [needs] what may be missing; then it is reported as not available
 * @property {'node' | 'bun' | 'gunicorn'} [runtime] Node when left out
 * @property {readonly string[]} [flags] of Node
 * @property {string} [cores] that it may use; one when left out
 */

/** Front ends besides nginx that files are handed over to; each is a file of front-ends/. */
export const otherFrontEnds = ['apache', 'lighttpd', 'caddy']

const inPlace = /** @type {const} */ ({ options: { io: 'in-place' }, needs: 'io' })

/** @type {Readonly<Record<string, Contestant>>} */
export const contestants = {
  xsendfile: { program: 'xsendfile.js' },
  'xsendfile in place': { program: 'xsendfile.js', ...inPlace },
  'xsendfile with sendfile': { program: 'xsendfile-sendfile.js' },
  'xsendfile, two processes': {
    program: 'xsendfile.js',
    options: { processes: 2 },
    cores: '0,1',
  },
  'xsendfile, one process': { program: 'xsendfile.js', cores: '0,1' },

  'xsendfile under Express': { program: 'xsendfile-express.js' },
  'xsendfile under Fastify': { program: 'xsendfile-fastify.js' },
  'xsendfile under Hono': { program: 'xsendfile-hono.js' },
  'xsendfile under Hono, room in the heap': {
    program: 'xsendfile-hono.js',
    flags: ['--initial-old-space-size=256'],
  },
  'xsendfile under Hono, without streams': { program: 'xsendfile-hono-without-streams.js' },
  'xsendfile on srvx': { program: 'xsendfile-srvx.js' },
  'xsendfile on srvx, without streams': { program: 'xsendfile-srvx-without-streams.js' },

  'hand-over': { program: 'xsendfile.js', handsOverTo: 'nginx' },
  'hand-over in place': { program: 'xsendfile.js', handsOverTo: 'nginx', ...inPlace },
  'unchecked hand-over': { program: 'unchecked.js', handsOverTo: 'nginx' },

  'hand-over to nginx': { program: 'xsendfile.js', behind: 'nginx', handsOverTo: 'nginx' },
  'hand-over to nginx in place': {
    program: 'xsendfile.js',
    behind: 'nginx',
    handsOverTo: 'nginx',
    ...inPlace,
  },
  'unchecked hand-over to nginx': { program: 'unchecked.js', behind: 'nginx', handsOverTo: 'nginx' },
  'send behind nginx': { program: 'send.js', behind: 'nginx' },
  'WSGI X-Sendfile behind nginx': {
    program: 'wsgi-xsendfile.py',
    behind: 'nginx',
    handsOverTo: 'nginx',
    runtime: 'gunicorn',
    needs: 'original',
  },
  nginx: { behind: 'nginx' },
  ...Object.fromEntries(
    otherFrontEnds.flatMap((name) => [
      [`hand-over to ${name}`, { program: 'xsendfile.js', behind: name, handsOverTo: name }],
      [name, { behind: name }],
    ]),
  ),

  // What nobody can be faster than.
  'Express, from memory': { program: 'express-from-memory.js' },
  'read and write': { program: 'read-and-write.js' },

  send: { program: 'send.js' },
  sirv: { program: 'sirv.js' },
  'Express res.sendFile': { program: 'express.js' },
  '@fastify/static': { program: 'fastify-static.js' },
  'Hono serveStatic': { program: 'hono-serve-static.js' },
  'Bun.file': { program: 'bun.js', runtime: 'bun', needs: 'bun' },
}
