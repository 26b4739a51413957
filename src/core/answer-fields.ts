import { formatEntityTag } from '../http/entity-tag.ts'
import { formatHttpDate } from '../http/http-date.ts'
import { contentSecurityPolicyFor } from './disposition.ts'
import { type FieldMap, type FieldValue, type Fields, lineOf } from './fields.ts'
import { type Given, givenField, givenLine } from './given.ts'
import type { Representation } from './representation.ts'

/** The fields of an answer while it is made; names count in any case. */
export class AnswerFields {
  readonly #fields = new Map<string, readonly [name: string, value: FieldValue]>()

  /** What the options give, except where the application has already set the field on the answer. */
  constructor({ send, answer, application }: Given, isLeftOut: (name: string) => boolean) {
    for (const [name, field] of application.fields) {
      if (!answer.has(name) && !isLeftOut(name)) this.#fields.set(name, [field.name, field.value])
    }
    for (const [name, field] of send.fields) {
      if (!isLeftOut(name)) this.#fields.set(name, [field.name, field.value])
    }
  }

  put(name: string, value: FieldValue): void {
    this.#fields.set(name.toLowerCase(), [name, value])
  }

  remove(name: string): void {
    this.#fields.delete(name.toLowerCase())
  }

  /** What keeps a file private, unchanged on its way, and without script; the application's word counts first. */
  putPolicies(given: Given, { mediaType }: Representation): void {
    this.put('Cache-Control', withNoTransform(givenLine(given, 'cache-control')))
    this.put('X-Content-Type-Options', givenField(given, 'x-content-type-options') ?? 'nosniff')
    const policy = givenField(given, 'content-security-policy') ?? contentSecurityPolicyFor(mediaType)
    this.put('Content-Security-Policy', policy)
  }

  putValidators({ validators: { entityTag, lastModified } }: Representation): void {
    this.remove('ETag')
    this.remove('Last-Modified')
    if (entityTag !== undefined) this.put('ETag', formatEntityTag(entityTag))
    const date = lastModified === undefined ? undefined : formatHttpDate(lastModified)
    if (date !== undefined) this.put('Last-Modified', date)
  }

  /** What the application had set on the answer, where nothing else was said. */
  putUnlessThere(answer: FieldMap, isLeftOut: (name: string) => boolean): void {
    for (const [name, field] of answer) {
      if (!this.#fields.has(name) && !isLeftOut(name)) this.#fields.set(name, [field.name, field.value])
    }
  }

  /** Front ends may keep only the first line of a field; a list says the same in one. Set-Cookie is no list. */
  putOneLineEach(answer: FieldMap): void {
    const setBefore = [...answer].filter(([name]) => !this.#fields.has(name))
    for (const [name, field] of setBefore) this.#joinLines(name, field.name, field.value)
    for (const [name, [spelling, value]] of this.#fields) this.#joinLines(name, spelling, value)
  }

  /** The names, in lower case, that must go from the answer because they do not belong here. */
  removedFrom(answer: FieldMap, isLeftOut: (name: string) => boolean): readonly string[] {
    return [...answer.keys()].filter((name) => isLeftOut(name) && !this.#fields.has(name))
  }

  toRecord(): Fields {
    return Object.fromEntries(this.#fields.values())
  }

  #joinLines(name: string, spelling: string, value: FieldValue): void {
    if (typeof value === 'object' && name !== 'set-cookie') this.put(spelling, String(lineOf(value)))
  }
}

/** `no-transform` keeps middleware and caches from compressing what ranges and entity tags speak of. */
function withNoTransform(given = 'private, no-cache'): string {
  if (/(?:^|[,\s])no-transform(?:$|[,\s])/i.test(given)) return given
  return given === '' ? 'no-transform' : `${given}, no-transform`
}
