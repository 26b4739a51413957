/** How the application's process is; an event of `/vitals`. */
export interface Vitals {
  /** Seconds of processor time since it was started, of all its threads. */
  readonly cpuSeconds: number
  /** Of one core, since the reading before. */
  readonly cpuPercent: number
  /** Bytes of memory that it has at the moment (resident set size). */
  readonly memory: number
  /** Milliseconds that the event loop was late, the 99th percentile since the reading before. */
  readonly delay: number
  /** The same since the stream began. */
  readonly delaySinceBegin: number
}

/** A file that was sent, as pages show it; an event of `/deliveries`. */
export interface DeliveryNote {
  readonly id: number
  /** The path of the file's URL. */
  readonly address: string
  readonly name: string
  readonly time: string
  readonly user: string
  readonly sender: string
  /** What was answered, in how many ranges, how long it took. */
  readonly text: string
}
