// @ts-check
// The gateway against nginx, before the same application, in turns: `node bench/gateway.js`, after `npm run build`.
// Needs nginx and wrk. Prints requests per second and what share of nginx's the gateway has.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = 3
const secondsEach = 4

/** What is asked for: a name, the size of its file or 0 for an answer of the application, and connections. */
const loads = /** @type {const} */ ([
  ['an answer of the application', 0, 32],
  ['a file of 1 KB', 1024, 32],
  ['a file of 100 KB', 102_400, 32],
  ['a file of 10 MB', 10_485_760, 8],
])

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-bench-'))
mkdirSync(join(folder, 'files'))
// nginx's workers are another user.
chmodSync(folder, 0o755)
for (const [, size] of loads) writeFileSync(join(folder, 'files', `${size}.bin`), Buffer.alloc(size, 'x'))

const application = createServer((request, response) => {
  const headers = { 'X-Accel-Redirect': `/internal${request.url}.bin`, 'Content-Length': '0' }
  if (request.url === '/0') response.end('hello')
  else response.writeHead(200, headers).end()
})
application.listen(0, '127.0.0.1')
await once(application, 'listening')
const address = application.address()
const upstream = typeof address === 'object' ? address?.port : undefined
const [nginxPort, gatewayPort] = [await freePort(), await freePort()]

writeFileSync(
  join(folder, 'nginx.conf'),
  `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
  scgi_temp_path ${folder}/d; uwsgi_temp_path ${folder}/e;
  upstream application { server 127.0.0.1:${upstream}; keepalive 64; }
  server {
    listen 127.0.0.1:${nginxPort};
    location / { proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /internal/ { internal; alias ${folder}/files/; }
  }
}`,
)
const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const children = [
  spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' }),
  spawn(
    process.execPath,
    [
      command,
      'gateway',
      '--quiet',
      `--upstream=http://127.0.0.1:${upstream}`,
      `--root=${join(folder, 'files')}`,
      '--prefix=/internal/',
      `--listen=${gatewayPort}`,
    ],
    { stdio: 'inherit' },
  ),
]
await Promise.all([nginxPort, gatewayPort].map(untilListening))

for (const [name, size, connections] of loads) {
  /** @type {[number[], number[]]} */
  const rates = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    rates[0].push(await rateOf(nginxPort, size, connections))
    rates[1].push(await rateOf(gatewayPort, size, connections))
  }
  const [nginx = 0, gateway = 0] = rates.map((all) => all.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0)
  console.log(`${name}: nginx ${nginx}/s, gateway ${gateway}/s: ${(gateway / nginx).toFixed(2)}`)
}

for (const child of children) child.kill()
application.close()
application.closeAllConnections()
rmSync(folder, { recursive: true })

/**
 * @param {number} port
 * @param {number} size
 * @param {number} connections
 */
async function rateOf(port, size, connections) {
  const args = ['-t1', `-c${connections}`, `-d${secondsEach}s`, `http://127.0.0.1:${port}/${size}`]
  const wrk = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  wrk.stdout.on('data', (text) => (output += text))
  await once(wrk, 'close')
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = server.address()
  server.close()
  return typeof own === 'object' ? (own?.port ?? 0) : 0
}

/** @param {number} port */
async function untilListening(port) {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const listening = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    })
    socket.destroy()
    if (listening) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
