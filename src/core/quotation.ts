/** Shows a value that somebody gave, for a message: whatever it is, and without failing. */
export function quotation(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
    case 'function':
    case 'symbol':
      return value === null ? 'null' : kindOf(value)
  }
}

/** Lists are shown when they are plain; anything else could be of any size, or hold a secret. */
function kindOf(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? 'an object' : `a ${typeof value}`
  return value.every((member) => typeof member !== 'object')
    ? `[${value.map(quotation).join(', ')}]`
    : 'an array'
}
