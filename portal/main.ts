import { XsendfileError } from 'xsendfile/node'
import { type PortalOptions, UsageError, readOptions, usage } from './options.ts'
import { type Ending, type RunningPortal, passwords, startPortal } from './portal.ts'

const endings: Ending[] = []
let isStopping = false

try {
  await main()
} catch (error) {
  if (!isStopping) await stop(report(error))
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(usage)
    return
  }
  // Who started this is gone, or wants it to go.
  for (const sign of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(sign, () => void stop(0))
  const portal = await startPortal(options, endings)
  console.log(greeting(options, portal))
  await portal.failure
}

/** Ends everything that was started, from the last to the first. */
async function stop(status: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  for (const end of endings.toReversed()) await end()
  process.exit(status)
}

/** Says what went wrong. @returns the status to end with */
function report(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`npm start: ${error.message}; npm start -- --help tells more`)
    return 2
  }
  if (error instanceof XsendfileError && error.code.startsWith('ERR_XSENDFILE_ROOT_')) {
    console.error(`npm start: ${error.message}`)
    return 2
  }
  const { code } = error as NodeJS.ErrnoException
  const isSystems = error instanceof Error && code !== undefined
  console.error(`npm start: ${error instanceof Error ? error.message : String(error)}`)
  if (isSystems && code === 'EADDRINUSE')
    console.error('Another program has this port; leave --port out for a free one.')
  return 1
}

function greeting({ sender }: PortalOptions, { port, applicationPort, root }: RunningPortal): string {
  const users = Object.entries(passwords).map(([user, password]) => `${user}, password ${password}`)
  const senders = {
    embedded: 'the embedded sender, a part of the application',
    nginx: `nginx, in front of the application at 127.0.0.1:${applicationPort}`,
  }
  return `
Private downloads: http://127.0.0.1:${port}/

  Users   ${users.join('\n          ')}
  Files   ${root}
  Sender  ${senders[sender]}
  Stop    Ctrl-C
`
}
