// @ts-check
import { rmSync } from 'node:fs'
import { endIfFailed, projectFolder, runNode } from './run.js'

/** The compiler, by its file: the command that npm makes of it needs a shell on Windows. */
export const compiler = 'node_modules/typescript/bin/tsc'

rmSync(new URL('dist', projectFolder), { recursive: true, force: true })
endIfFailed(await runNode(compiler, ['-p', 'tsconfig.build.json']), 'Building the library')
