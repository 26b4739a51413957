// @ts-check
// sirv for production: it reads the folder once, when it starts.
import { serve, settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { default: sirv } = await peer('sirv')

serve(sirv(settings.root, { dev: false, etag: true }))
