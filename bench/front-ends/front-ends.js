// @ts-check
import { apache } from './apache.js'
import { caddy } from './caddy.js'
import { lighttpd } from './lighttpd.js'
import { nginx } from './nginx.js'

/**
 * A server in front of the application. A new one is a file beside this one, and a line below.
 *
 * @typedef {object} FrontEnd
 * @property {string} name of the server and of its sender
 * @property {readonly string[]} debianPackages that bring it
 * @property {string} prefix under which files are handed over; empty where the server takes paths
 * @property {() => string} version
 * @property {(site: Site) => { command: readonly string[], options: import('node:child_process').SpawnOptions }} command
 *   starts it in the foreground
 */

/**
 * @typedef {object} Site
 * @property {string} folder for its configuration, and nothing else
 * @property {string} root the folder of the files
 * @property {number} port of 127.0.0.1
 * @property {number | undefined} upstreamPort of the application; `undefined` where it serves the files by itself
 */

/** @type {Readonly<Record<string, FrontEnd>>} */
export const frontEnds = { nginx, apache, lighttpd, caddy }
