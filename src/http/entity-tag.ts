/** An entity tag (RFC 9110, section 8.8.3): `"opaque"`, or `W/"opaque"` when it is weak. */
export interface EntityTag {
  readonly weak: boolean
  /** What stands between the quotes, one character per byte. */
  readonly opaque: string
}

// etagc = %x21 / %x23-7E / obs-text; each pattern takes one path through the text, so its time is linear.
const entityTag = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/
const listMember = /[\t ,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?:,|$)|$)/y

/** Reads one entity tag; `undefined` when the text is not one. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const [, weak, opaque] = entityTag.exec(text) ?? []
  return opaque === undefined ? undefined : { weak: weak !== undefined, opaque }
}

/** Writes an entity tag as it stands in a field. */
export function formatEntityTag({ weak, opaque }: EntityTag): string {
  return weak ? `W/"${opaque}"` : `"${opaque}"`
}

/** More members than fit into the 16 KB that Node takes for all fields together unless it is told otherwise. */
const mostTags = 5000

/**
 * Reads the list of an If-Match or If-None-Match that is not `*` (RFC 9110, sections 13.1.1 and 13.1.2). Empty members
 * count for nothing (section 5.6.1.2).
 *
 * @returns the tags in the order given; `undefined` when the text is no such list, or one of more than 5,000 tags
 */
export function parseEntityTags(text: string): readonly EntityTag[] | undefined {
  const tags: EntityTag[] = []
  listMember.lastIndex = 0
  while (listMember.lastIndex < text.length) {
    const member = listMember.exec(text)
    if (member === null || tags.length === mostTags) return undefined
    const [, weak, opaque] = member
    if (opaque !== undefined) tags.push({ weak: weak !== undefined, opaque })
  }
  return tags
}

/** Strong comparison (RFC 9110, section 8.8.3.2): both are strong and their opaque parts are the same. */
export function matchesStrongly(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque
}

/** Weak comparison (RFC 9110, section 8.8.3.2): their opaque parts are the same, weak or not. */
export function matchesWeakly(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque
}
