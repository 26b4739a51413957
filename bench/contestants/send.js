// @ts-check
// send, as its README has it.
import { serve, settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { default: send } = await peer('send')

serve((request, response) => {
  send(request, request.url, { root: settings.root }).pipe(response)
})
