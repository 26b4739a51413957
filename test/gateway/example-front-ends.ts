import { startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'
import { type ExampleApplication, type Handing, environmentOf } from './example-applications.ts'
import { type RunningProgram, launch } from './programs-under-test.ts'

/** nginx as the guide of WSGI X-Sendfile configures it, before whatever listens on a port. */
export async function nginxBefore(upstream: number, { root, prefix }: Handing): Promise<RunningProgram> {
  const port = await freePort()
  const server = await startNginx(
    `server {
    listen 127.0.0.1:${port};
    location / {
        proxy_pass http://127.0.0.1:${upstream};
        proxy_set_header Host $http_host;
    }
    location ${prefix} {
        internal;
        alias "${root}/";
    }
}
`,
    port,
  )
  return { port, output: server.log, stop: () => server.stop() }
}

/** lighttpd with X-Sendfile for one root, before whatever listens on a port. */
export function lighttpdBefore(upstream: number, { root }: Handing): Promise<RunningProgram> {
  return launch({
    program: 'lighttpd',
    args: (_, folder) => ['-D', '-f', `${folder}/lighttpd.conf`],
    files: (port, folder) => ({
      'lighttpd.conf': `server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.upload-dirs = ( "${folder}/state" )
server.modules = ( "mod_proxy" )
mimetype.assign = ( ".pdf" => "application/pdf" )
proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => ${upstream},
    "x-sendfile" => "enable", "x-sendfile-docroot" => ( "${root}" ) ) ) )
`,
    }),
  })
}

/** Apache with mod_wsgi, which runs one of the applications and knows nothing of sending. */
export function apacheWith(application: ExampleApplication, handing: Handing): Promise<RunningProgram> {
  const modules = '/usr/lib/apache2/modules'
  return launch({
    program: 'apache2',
    args: (_, folder) => ['-X', '-f', `${folder}/apache.conf`],
    environment: environmentOf(handing),
    examples: true,
    files: (port, folder) => ({
      'apache.conf': `ServerRoot "${folder}"
ServerName localhost
Listen 127.0.0.1:${port}
PidFile "${folder}/state/apache.pid"
Mutex file:${folder}/state
ErrorLog "${folder}/state/error.log"
LoadModule mpm_event_module ${modules}/mod_mpm_event.so
LoadModule authz_core_module ${modules}/mod_authz_core.so
LoadModule wsgi_module ${modules}/mod_wsgi.so
AllowEncodedSlashes NoDecode
WSGIPassAuthorization On
WSGIApplicationGroup %{GLOBAL}
WSGIPythonPath ${folder}/examples/sending:${folder}/examples/${application.wsgi}
WSGIScriptAlias / ${folder}/examples/${application.wsgi}/documents.py
`,
    }),
  })
}
