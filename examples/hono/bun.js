import { app } from './app.js'

const server = Bun.serve({ fetch: app.fetch, port: process.env.PORT ?? 3000, hostname: '127.0.0.1' })
console.log(`http://localhost:${server.port}/`)
