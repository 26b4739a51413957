import type { ConfigurableSender } from '../../src/senders.ts'
import type { ExpectedAnswer } from '../conformance/table.ts'
import type { TestedServer } from '../servers/server.ts'
import { apacheDeclared, apacheGenerated, apacheUndeclared } from './list/apache.ts'
import { caddyDeclared, caddyGenerated, caddyUndeclared } from './list/caddy.ts'
import { h2oFrontEnd } from './list/h2o.ts'
import { lighttpdFrontEnd } from './list/lighttpd.ts'
import { nginxFrontEnd } from './list/nginx.ts'

/** A sender and the real server that it is for, with what is particular about the two. */
export interface FrontEnd {
  /** The call that makes the sender. */
  readonly name: string
  readonly server: TestedServer
  /** What its configuration is told in every test. */
  readonly configuration?: () => object
  /** @param name of letters, for a prefix of its own where there is one */
  readonly sender: (name: string) => ConfigurableSender
  /** Whether it cannot be given a name, one character per byte; left out: it can be given all of them. */
  readonly cannotName?: (name: string) => boolean
  /** Whether its language has no way to write a text; left out: it can write all of them. */
  readonly cannotQuote?: (text: string) => boolean
  /** The rows of the table that the application answers itself. Nothing else may be here. */
  readonly sentByApplication: ReadonlySet<string>
  /** What else it answers to rows of the table, for a reason of the server that nothing can be done about. */
  readonly otherAnswers?: Readonly<Record<string, ExpectedAnswer>>
  /** Changes a configuration so that it no longer follows instructions. */
  readonly switchedOff: (configuration: string) => string
  /** What it says when it refuses to start with that; left out: it starts. */
  readonly refusesWithout?: string
  /** Puts the part for a site into a site of another hand. */
  readonly around: (part: string, port: number, upstream: string) => string
  /** The fields of the application that are left when it does not find the file. */
  readonly keepsWithoutFile?: readonly string[]
  /** Whether it connects to the application anew for each request. */
  readonly connectsAnew?: boolean
  /** Whether it joins ranges that are near to each other, as RFC 9110, section 15.3.7.2, allows. */
  readonly coalesces?: boolean
}

/** Every sender that the tests have a server for. A new one is a file in `list/` and a line here. */
export const frontEnds: readonly FrontEnd[] = [
  nginxFrontEnd,
  apacheGenerated,
  apacheUndeclared,
  apacheDeclared,
  lighttpdFrontEnd,
  caddyGenerated,
  caddyUndeclared,
  caddyDeclared,
  h2oFrontEnd,
]
