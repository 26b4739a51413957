/** A directory whose files the application's answers may name. */
export interface GatewayRoot {
  /** The directory: an absolute path. */
  readonly path: string
  /**
   * Where the application sees the directory, when that is elsewhere, as in another container: `X-Sendfile` and
   * `X-Lighttpd-Send-File` name files below it.
   *
   * @default the path
   */
  readonly as?: string | undefined
  /**
   * The internal location, such as `/internal/`, or several: `X-Accel-Redirect` and `X-LiteSpeed-Location` name
   * files below it. Left out: these fields never reach this root.
   */
  readonly prefix?: string | readonly string[] | undefined
  /**
   * A URL, such as `http://files.internal/`, or several: `X-Reproxy-URL` names files below it. Nothing is ever
   * fetched from there. Left out: that field never reaches this root.
   */
  readonly reproxy?: string | readonly string[] | undefined
}

/** A certificate in PEM with its key; the gateway then speaks HTTPS. */
export interface GatewayCertificate {
  readonly cert: string | Uint8Array
  readonly key: string | Uint8Array
}

/** How an application says that it has a file to be sent. */
export type Announcement = 'X-Accel-Redirect' | 'X-Sendfile'

/** What a gateway is told. */
export interface GatewayOptions {
  /** The application: `http://127.0.0.1:8000`, `https://...`, or `unix:/run/app.sock`. */
  readonly upstream: string
  /** The directories that files may come from, at least one. */
  readonly roots: string | GatewayRoot | readonly (string | GatewayRoot)[]
  /**
   * How `X-Sendfile` and `X-Lighttpd-Send-File` are written: as they are, or percent-encoded. Left out, a name with
   * `%` in it is answered with 502: it could be another file's.
   */
  readonly encoding?: 'raw' | 'percent' | undefined
  /**
   * Whether what a client says in `X-Forwarded-*` and `Forwarded` is true, because a server of yours stands in front.
   *
   * @default false: it is replaced
   */
  readonly trust?: boolean | undefined
  /**
   * Whether the files are strangers' uploads: what could run script is saved and not shown, and what is shown is
   * shown in a sandbox, where the application does not say otherwise.
   *
   * @default false: the application's answer is taken as a web server takes it
   */
  readonly uploads?: boolean | undefined
  /** Tells the application, as a web server would, by `X-Sendfile-Type` and `X-Accel-Mapping`. */
  readonly announce?: Announcement | undefined
  /** Symbolic links below the roots, as in the options of `xsendfile`. @default 'within-root' */
  readonly symlinks?: 'within-root' | 'refuse' | 'follow' | undefined
  /** Names that begin with a dot, below the roots. @default 'refuse' */
  readonly dotfiles?: 'refuse' | 'allow' | undefined
  /**
   * Milliseconds within which the application must begin to answer, and after which a connection on which nothing
   * moves is closed.
   *
   * @default 60000
   */
  readonly timeout?: number | undefined
  /** Left out: plain HTTP. */
  readonly certificate?: GatewayCertificate | undefined
  /** Is given every request once it is answered. What it throws changes nothing. */
  readonly log?: ((entry: GatewayLogEntry) => void) | undefined
}

/** One request and how it was answered. */
export interface GatewayLogEntry {
  /** The client's address. */
  readonly client: string
  /** The method, or `-` when no request could be read. */
  readonly method: string
  /** The target as the client wrote it, or `-`. It may hold secrets of the query. */
  readonly target: string
  /** The status, or 0 when the client left before there was an answer. */
  readonly status: number
  /** Bytes written to the client, the head of the answer among them. */
  readonly bytes: number
  /** Whose answer it was: the application's, a file of a root, or the gateway's own. */
  readonly sentBy: 'upstream' | 'file' | 'gateway'
  /** Time from the request to the end of the answer. */
  readonly milliseconds: number
  /** Why the client did not get what was asked for, and what to do. Not for clients: it may hold paths. */
  readonly hint?: string | undefined
}
