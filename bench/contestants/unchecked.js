// @ts-check
// What people write by hand: the field, and no check at all.
import { serve, settings } from '../contestant.js'

const { prefix = '/' } = settings

serve((request, response) => {
  response.setHeader('X-Accel-Redirect', prefix + (request.url ?? '/').slice(1))
  response.end()
})
