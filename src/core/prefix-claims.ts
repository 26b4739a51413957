import { XsendfileError } from './errors.ts'

/** A prefix in use: by which sender, for which root, and how many times. */
interface Claim {
  readonly sender: string
  readonly prefix: string
  readonly root: unknown
  readonly label: string
  uses: number
}

const claims = new Set<Claim>()

/**
 * Claims a part of a front end's name space for a root. Two prefixes of which one begins with the other would let
 * the front end find a file of one root below the other.
 *
 * @param root the path of the root, or the store that takes its place
 * @param label what to call the root in a message
 * @returns what gives the prefix back
 * @throws XsendfileError ERR_XSENDFILE_PREFIX_TAKEN
 */
export function claimPrefix(sender: string, prefix: string, root: unknown, label: string): () => void {
  for (const claim of claims) {
    if (claim.sender !== sender || !overlaps(claim.prefix, prefix)) continue
    if (claim.prefix === prefix && claim.root === root) return use(claim)
    throw new XsendfileError(
      'ERR_XSENDFILE_PREFIX_TAKEN',
      `Cannot use the prefix ${prefix} of ${sender} for ${label}: ${claim.prefix} stands for ${claim.label} already; give each root a prefix of its own, none inside another`,
    )
  }
  return use({ sender, prefix, root, label, uses: 0 })
}

function use(claim: Claim): () => void {
  claims.add(claim)
  claim.uses += 1
  let used = true
  return () => {
    if (used) claim.uses -= 1
    used = false
    if (claim.uses === 0) claims.delete(claim)
  }
}

function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a)
}
