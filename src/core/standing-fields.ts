import { type Field, type FieldMap, type GivenField, fieldsOfAnswer, noFields } from './fields.ts'

/** Fields that are remembered; an application has a few dozen. */
const mostKnown = 100

interface KnownField {
  readonly lowerName: string
  readonly given: string
  readonly field: Field
}

/**
 * Reads the fields that stand on answers. Most are the same on each, such as those of middleware for security: what was
 * found good last time is not judged again.
 */
export class StandingFields {
  readonly #instructions: ReadonlySet<string>
  /** By names as they were written. */
  readonly #known = new Map<string, KnownField>()

  /** @param instructions names, in lower case, of the fields that the sender keeps for itself */
  constructor(instructions: ReadonlySet<string>) {
    this.#instructions = instructions
  }

  /** @throws XsendfileError as {@link fieldsOfAnswer} does */
  read(fields: readonly GivenField[]): FieldMap {
    if (fields.length === 0) return noFields
    const map = new Map<string, Field>()
    for (const given of fields) {
      const known = this.#known.get(given[0])
      if (known !== undefined && known.given === given[1]) map.set(known.lowerName, known.field)
      else this.#judge(given, map)
    }
    return map
  }

  #judge(given: GivenField, map: Map<string, Field>): void {
    const [name, value] = given
    for (const [lowerName, field] of fieldsOfAnswer([given], this.#instructions)) {
      map.set(lowerName, field)
      // The lines of a list may change without our noticing.
      if (typeof value !== 'string') return
      if (this.#known.size < mostKnown || this.#known.has(name))
        this.#known.set(name, { lowerName, given: value, field })
    }
  }
}
