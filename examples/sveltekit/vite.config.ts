import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

// Forms count only from here. Left out, the application takes itself for https://, and refuses them on http://localhost.
const [origin, ...trustedOrigins] = (process.env['ORIGIN'] ?? 'http://localhost:3000').split(',')

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter(), paths: { origin }, csrf: { trustedOrigins } })],
})
