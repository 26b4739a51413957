// @ts-check

/** Pixels of every picture from left to right. */
export const width = 720

const styleSheet = `
  :root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --rule: #d1d9e0;
    --ours: #0969da; --second: #8250df; --third: #bc4c00; --others: #8c959f }
  @media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --rule: #3d444d;
    --ours: #4493f8; --second: #ab7df8; --third: #f0883e; --others: #656c76 } }
  text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink) }
  .title { font-weight: 600; font-size: 16px }
  .faint { fill: var(--faint); font-size: 12px }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .rule { stroke: var(--rule) }
  .spread { stroke: var(--ink); stroke-opacity: 0.55 }
  .ours { fill: var(--ours) } .others { fill: var(--others) }
  .line { fill: none; stroke-width: 2.5 }
  .series-0 { stroke: var(--ours) } .series-1 { stroke: var(--second) } .series-2 { stroke: var(--third) }
  .dot { fill: var(--paper); stroke-width: 2.5 }`

/**
 * A picture of its own that follows the reader's choice of light or dark.
 *
 * @param {number} height
 * @param {string} title what it shows, also for those who cannot see it
 * @param {readonly string[]} content
 */
export function svg(height, title, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${styleSheet}
</style>
<rect width="${width}" height="${height}" rx="8" fill="var(--paper)"/>
${content.join('\n')}
</svg>
`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [style] its classes
 */
export function text(x, y, content, style = '') {
  return `<text x="${number(x)}" y="${number(y)}" class="${style}">${escaped(content)}</text>`
}

/**
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 * @param {string} style
 */
export function line([x1, y1], [x2, y2], style) {
  return `<line x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}" class="${style}"/>`
}

/** @param {number} value */
export function number(value) {
  return String(Math.round(value * 10) / 10)
}

/** @param {string} content */
function escaped(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
