import { type Browser, chromium } from 'playwright-core'
import { locate } from './programs.ts'

/** Where Chromium is, if it is. */
export const chromiumProgram: string | undefined = locate('chromium')

/** Starts a real Chromium without a window, which asks nobody outside for anything. */
export async function startChromium(): Promise<Browser> {
  if (chromiumProgram === undefined) throw new Error('Chromium is missing')
  return await chromium.launch({
    executablePath: chromiumProgram,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
