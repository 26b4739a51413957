/** What every door exports beside its own `xsendfile`. */
export type { Sent } from './adapters/adapter.ts'
export { type RequestPath, type TargetedRequest, requestPath } from './adapters/request-path.ts'
export type { Outcome } from './core/answer.ts'
export type { Disposition } from './core/disposition.ts'
export { XsendfileError, type XsendfileErrorCode } from './core/errors.ts'
export type {
  FailureEvent,
  FallbackEvent,
  RefusedEvent,
  XsendfileEvent,
  XsendfileEvents,
} from './core/events.ts'
export type { AddedFields, EntityTagOption, SendOptions, XsendfileOptions } from './core/options.ts'
export type {
  FileReference,
  LinkRefusalReason,
  MalformedPath,
  OpenFile,
  PathSegment,
  RangeReader,
  RefusalReason,
  Refused,
  RefusedLink,
  Store,
  StorePath,
} from './core/store.ts'
export type { StoredFile } from './core/stored-file.ts'
export type { SendPath, Xsendfile, XsendfileApplication } from './door.ts'
export type { RootLocation } from './settings.ts'
