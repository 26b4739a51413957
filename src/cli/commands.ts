import type { Command } from './command.ts'
import { config } from './config.ts'
import { gateway } from './gateway.ts'

/** What `xsendfile` can do. A new command is a line here. */
export const commands: readonly Command[] = [config, gateway]
