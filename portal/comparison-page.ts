import type { IncomingMessage } from 'node:http'
import { type Comparison, type WayName, addressOf, wayNames } from './comparison.ts'
import { sizeText } from './formats.ts'
import { type Html, html } from './html.ts'
import { type Surroundings, page } from './pages.ts'

/** What is measured of a download, by the name that the script knows it by. */
const measures = {
  time: ['Time', 'until the last byte is here'],
  cpu: ['CPU of the application', 'seconds; the line is percent of a core'],
  memory: ['Memory of the application', 'how much it grew at most'],
  delay: ['Event-loop delay', '99th percentile'],
} as const

const titles: Readonly<Record<WayName, string>> = { embedded: 'Embedded', nginx: 'nginx' }

const explanations: Readonly<Record<WayName, string>> = {
  embedded: 'the application sends the bytes itself',
  nginx: 'the application hands the file over',
}

/** The page on which the same download is made in two ways. */
export function comparisonPage(
  surroundings: Surroundings,
  comparison: Comparison,
  request: IncomingMessage,
): Html {
  const content = html`<h1>What a hand-over saves</h1>
    <p>
      The same file of ${sizeText(comparison.size)}, sent by the application itself and by nginx, to this
      browser. All figures are of the application’s process alone: what nginx does, the application does not
      have to do.
    </p>
    <p id="now" class="now soft"><span>The application now:</span></p>
    <p id="without-script" class="alert">To measure takes a script; the files can be downloaded without.</p>
    <table id="comparison" class="comparison">
      <caption class="unseen">
        What a download costs the application
      </caption>
      <thead>
        <tr>
          <td></td>
          ${wayNames.map((name) => headOf(name, comparison, request))}
        </tr>
      </thead>
      <tbody>
        ${Object.entries(measures).map(
          ([measure, [title, text]]) =>
            html`<tr>
              <th scope="row">${title} <span class="soft">${text}</span></th>
              ${wayNames.map((name) => html`<td data-way="${name}" data-measure="${measure}">–</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="soft">
      Time depends on how fast this browser takes the bytes. Whatever else the portal does meanwhile counts
      too.
    </p>`
  return page('Comparison', content, surroundings)
}

function headOf(name: WayName, comparison: Comparison, request: IncomingMessage): Html {
  const { missing } = comparison.ways[name]
  const size = sizeText(comparison.size)
  const action =
    missing === undefined
      ? html`<a
          class="button main"
          href="${addressOf(name, comparison, request)}"
          data-run="${name}"
          data-size="${comparison.size}"
          aria-label="Download ${size}, ${name}"
          >Download ${size}</a
        >`
      : html`<p class="missing">${missing}</p>`
  return html`<th scope="col">
    ${titles[name]} <span class="soft">${explanations[name]}</span>
    ${action}
  </th>`
}
