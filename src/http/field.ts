// field-name = token; field-value without the controls that RFC 9110, section 5.5, forbids.
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const fieldValue = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/

/** Whether a text can be a field name (RFC 9110, section 5.1), a method or another token. */
export function isToken(text: string): boolean {
  return token.test(text)
}

/** Whether a text, one character per byte, can be a field value (RFC 9110, section 5.5). */
export function isFieldValue(text: string): boolean {
  return fieldValue.test(text)
}
