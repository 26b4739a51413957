// @ts-check
import { writeFileSync } from 'node:fs'
import { projectFolder } from './run.js'

/** Where the page about the front ends is. */
const page = new URL('docs/front-ends.md', projectFolder)

/**
 * The page about the front ends, written from what the rows say.
 *
 * @param {typeof import('../src/senders/registry.ts').senders} senders
 */
export function frontEndsPage(senders) {
  const rows = Object.entries(senders)
  return `# Front ends: what each does, and what the library does about it

<!-- Written by scripts/front-ends-page.js from the rows in src/senders/; a test holds them together. -->

One table of requests and one suite of checks run on every server that Debian 12 has: [what the tests
run](../test/front-ends/front-ends.ts). A name or a request that a server cannot be trusted with, the application answers
itself, with the same answer and a \`fallback\` event. Every HEAD, every 304, 404, 405, 410, 412 and 416 comes from the
application.

| sender | server | field | tested on |
| --- | --- | --- | --- |
${rows.map(([name, { facts }]) => `| ${guideOf(name)} | ${facts.title} | ${code(facts.field)} | ${facts.tested} |`).join('\n')}

## What the application sends itself

| sender | names | requests |
| --- | --- | --- |
${rows.map(([name, { facts }]) => `| \`${name}\` | ${facts.names} | ${facts.requests} |`).join('\n')}

"Plain forms" are those that every client writes: \`bytes=0-99,200-\`, a list of entity tags, an IMF-fixdate. Servers read the
others (blanks, empty members, numbers above 2^63, dates of the last century) each in its own way.

## What reaches the client, and what is safe

| sender | fields of the application | refuses links that were made after the check |
| --- | --- | --- |
${rows.map(([name, { facts }]) => `| \`${name}\` | ${facts.fields} | ${facts.links} |`).join('\n')}

The instruction, the prefix and the path reach no client on the tested servers: not with another status than 200, not for
a file that is missing, unreadable or a directory, not with what a client may send.

## What nothing can be done about

${rows
  .filter(([, { facts }]) => facts.exceptions.length > 0)
  .map(
    ([name, { facts }]) =>
      `* \`${name}\`\n${facts.exceptions.map((exception) => `  * ${exception}`).join('\n')}`,
  )
  .join('\n')}
`
}

/** @param {string} name */
function guideOf(name) {
  const guides = ['nginx', 'apache', 'lighttpd', 'caddy', 'h2o', 'litespeed', 'thruster', 'x-sendfile']
  return guides.includes(name) ? `[\`${name}\`](${name}.md)` : `\`${name}\``
}

/** @param {string} field */
function code(field) {
  return field.replaceAll(/X-[A-Za-z-]+/g, '`$&`')
}

if (import.meta.filename === process.argv[1]) {
  const { senders } = await import('../dist/senders/registry.js')
  writeFileSync(page, frontEndsPage(senders))
}
