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
  sender(name: string): ConfigurableSender
  /** Whether it cannot be given a name, one character per byte; left out: it can be given all of them. */
  cannotName?(name: string): boolean
  /** The rows of the table that the application answers itself. Nothing else may be here. */
  readonly sentByApplication: ReadonlySet<string>
  /** What else it answers to rows of the table, for a reason of the server that nothing can be done about. */
  readonly otherAnswers?: Readonly<Record<string, ExpectedAnswer>>
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
