/** All that is read of a request: its method and its fields (RFC 9110, sections 9 and 5). */
export interface RequestHead {
  /** The method, as it was sent; methods are case-sensitive (RFC 9110, section 9.1). */
  readonly method: string
  /**
   * The value of a field, its lines joined by `, ` (RFC 9110, section 5.3), or `undefined` when it is absent.
   *
   * @param name the field's name in lower case
   */
  field(name: string): string | undefined
}
