#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'
import { commands } from './commands.ts'

const terminal = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
}

// Not process.exit(): what was written into a pipe must arrive.
process.exitCode = await runCommandLine(process.argv.slice(2), commands, terminal)
