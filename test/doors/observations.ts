import { readdirSync, readlinkSync } from 'node:fs'

/** Files below a folder that this process has open, once there are as many as expected, or after some seconds. */
export async function openFilesBelow(folder: string, expected = 0): Promise<readonly string[]> {
  for (let attempt = 0; attempt < 250 && filesOpenBelow(folder).length !== expected; attempt += 1) {
    await moment()
  }
  return filesOpenBelow(folder)
}

/**
 * What the process warns of while something runs, and a moment after: code and message.
 *
 * @param expected number of warnings that are waited for, at most a second
 */
export async function warningsDuring<Result>(
  run: () => Promise<Result>,
  expected = 0,
): Promise<readonly [Result, readonly string[]]> {
  const warnings: string[] = []
  const note = (warning: Error & { readonly code?: string }): void =>
    void warnings.push(`${warning.code}: ${warning.message}`)
  process.on('warning', note)
  try {
    const result = await run()
    for (let attempt = 0; attempt < 50 && warnings.length < expected; attempt += 1) await moment()
    await moment()
    await moment()
    return [result, warnings]
  } finally {
    process.off('warning', note)
  }
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}

/** Files below a folder that this process has open now. */
export function filesOpenBelow(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(folder) ? [path] : []
    } catch {
      return []
    }
  })
}
