import type { Delivery } from './deliveries.ts'
import { type Html, html } from './html.ts'

const units = ['kB', 'MB', 'GB', 'TB']
const inDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${inDigits.format(bytes / 1000 ** power)} ${units[power - 1]}`
}

export function clockText(date: Date): string {
  return clock.format(date)
}

export function dateOf(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${dateAndTime.format(date)}</time>`
}

/** What was answered, in how many ranges, and how long the application was busy with it. */
export function deliveryText({ sent, ranges, milliseconds, isBrokenOff }: Delivery): string {
  const count = ranges === 0 ? [] : [ranges === 1 ? '1 range' : `${ranges} ranges`]
  return [`${sent.status} ${sent.outcome}`, ...count, durationText(milliseconds, isBrokenOff)].join(' · ')
}

function durationText(milliseconds: number | undefined, isBrokenOff: boolean): string {
  if (milliseconds === undefined) return 'under way'
  const text =
    milliseconds < 1000
      ? `${inDigits.format(Math.max(0.1, milliseconds))} ms`
      : `${inDigits.format(milliseconds / 1000)} s`
  return isBrokenOff ? `broken off after ${text}` : text
}
