import { formatEntityTag } from '../http/entity-tag.ts'
import { formatHttpDate } from '../http/http-date.ts'
import { contentSecurityPolicyFor } from './disposition.ts'
import { type FieldMap, type FieldValue, type Fields, lineOf } from './fields.ts'
import { type Given, givenField, givenLine } from './given.ts'
import type { Representation } from './representation.ts'

/** Names that answers often have, by their spelling: in lower case, so that it need not be made each time. */
const lowerNames = new Map(
  [
    'Accept-Ranges',
    'Cache-Control',
    'Content-Disposition',
    'Content-Length',
    'Content-Range',
    'Content-Security-Policy',
    'Content-Type',
    'ETag',
    'Last-Modified',
    'X-Accel-Redirect',
    'X-Content-Type-Options',
    'X-Sendfile',
  ].map((name) => [name, name.toLowerCase()]),
)

const none: readonly string[] = []

/**
 * The fields of an answer while it is made; names count in any case. In lists, since a dozen are found one by one
 * sooner than a map is made.
 */
export class AnswerFields {
  /** In lower case, each at the place of its spelling and its value. */
  readonly #names: string[]
  readonly #spellings: string[]
  readonly #values: FieldValue[]

  private constructor(names: string[], spellings: string[], values: FieldValue[]) {
    this.#names = names
    this.#spellings = spellings
    this.#values = values
  }

  /** What the options give, except where the application has already set the field on the answer. */
  static of({ send, answer, application }: Given, isLeftOut: (name: string) => boolean): AnswerFields {
    const fields = new AnswerFields([], [], [])
    for (const [name, field] of application.fields) {
      if (!answer.has(name) && !isLeftOut(name)) fields.#set(name, field.name, field.value)
    }
    for (const [name, field] of send.fields) {
      if (!isLeftOut(name)) fields.#set(name, field.name, field.value)
    }
    return fields
  }

  /** The same fields, to put others to them. */
  copy(): AnswerFields {
    return new AnswerFields(this.#names.slice(), this.#spellings.slice(), this.#values.slice())
  }

  put(name: string, value: FieldValue): void {
    this.#set(lowerNames.get(name) ?? name.toLowerCase(), name, value)
  }

  putAll(fields: Fields): void {
    for (const name of Object.keys(fields)) this.put(name, fields[name] as FieldValue)
  }

  remove(name: string): void {
    const index = this.#names.indexOf(name.toLowerCase())
    if (index === -1) return
    for (const list of [this.#names, this.#spellings, this.#values]) list.splice(index, 1)
  }

  /** What keeps a file private, unchanged on its way, and without script; the application's word counts first. */
  putPolicies(given: Given, { mediaType }: Representation): void {
    this.put('Cache-Control', withNoTransform(givenLine(given, 'cache-control')))
    this.put('X-Content-Type-Options', givenField(given, 'x-content-type-options') ?? 'nosniff')
    const policy = givenField(given, 'content-security-policy') ?? contentSecurityPolicyFor(mediaType)
    this.put('Content-Security-Policy', policy)
  }

  putValidators({ validators: { entityTag, lastModified } }: Representation): void {
    const date = lastModified === undefined ? undefined : formatHttpDate(lastModified)
    if (entityTag === undefined) this.remove('ETag')
    else this.put('ETag', formatEntityTag(entityTag))
    if (date === undefined) this.remove('Last-Modified')
    else this.put('Last-Modified', date)
  }

  /** What the application had set on the answer, where nothing else was said. */
  putUnlessThere(answer: FieldMap, isLeftOut: (name: string) => boolean): void {
    for (const [name, field] of answer) {
      if (!this.#has(name) && !isLeftOut(name)) this.#set(name, field.name, field.value)
    }
  }

  /** Front ends may keep only the first line of a field; a list says the same in one. Set-Cookie is no list. */
  putOneLineEach(answer: FieldMap): void {
    this.#values.forEach((value, index) => {
      if (isJoined(String(this.#names[index]), value)) this.#values[index] = String(lineOf(value))
    })
    for (const [name, field] of answer) {
      if (!this.#has(name) && isJoined(name, field.value))
        this.#set(name, field.name, String(lineOf(field.value)))
    }
  }

  /** The names, in lower case, that must go from the answer because they do not belong here. */
  removedFrom(answer: FieldMap, isLeftOut: (name: string) => boolean): readonly string[] {
    return answer.size === 0 ? none : [...answer.keys()].filter((name) => isLeftOut(name) && !this.#has(name))
  }

  toRecord(): Fields {
    const record: Record<string, FieldValue> = {}
    for (let index = 0; index < this.#values.length; index += 1) {
      record[this.#spellings[index] as string] = this.#values[index] as FieldValue
    }
    return record
  }

  #has(name: string): boolean {
    return this.#names.includes(name)
  }

  #set(name: string, spelling: string, value: FieldValue): void {
    const index = this.#names.indexOf(name)
    const place = index === -1 ? this.#names.length : index
    this.#names[place] = name
    this.#spellings[place] = spelling
    this.#values[place] = value
  }
}

function isJoined(name: string, value: FieldValue): boolean {
  return typeof value === 'object' && name !== 'set-cookie'
}

/** `no-transform` keeps middleware and caches from compressing what ranges and entity tags speak of. */
function withNoTransform(given = 'private, no-cache'): string {
  if (/(?:^|[,\s])no-transform(?:$|[,\s])/i.test(given)) return given
  return given === '' ? 'no-transform' : `${given}, no-transform`
}
