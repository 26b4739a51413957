import { describe, expect, it } from 'vitest'
import { XsendfileError, type XsendfileErrorCode } from './errors.ts'

const codes = [
  'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE',
  'ERR_XSENDFILE_ROOT_TOO_WIDE',
  'ERR_XSENDFILE_ROOT_MISSING',
  'ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY',
  'ERR_XSENDFILE_ROOT_UNREADABLE',
  'ERR_XSENDFILE_SENDER_INVALID',
  'ERR_XSENDFILE_SENDER_UNKNOWN',
  'ERR_XSENDFILE_PREFIX_INVALID',
  'ERR_XSENDFILE_PREFIX_TAKEN',
  'ERR_XSENDFILE_OPTION_INVALID',
  'ERR_XSENDFILE_FIELD_INVALID',
  'ERR_XSENDFILE_FIELD_FORBIDDEN',
  'ERR_XSENDFILE_ARGUMENT_INVALID',
  'ERR_XSENDFILE_PATH_INVALID',
  'ERR_XSENDFILE_FILE_OF_ANOTHER_ROOT',
  'ERR_XSENDFILE_ALREADY_ANSWERED',
  'ERR_XSENDFILE_CLOSED',
  'ERR_XSENDFILE_OPEN_FAILED',
  'ERR_XSENDFILE_READ_FAILED',
  'ERR_XSENDFILE_FILE_SHRANK',
] as const satisfies readonly XsendfileErrorCode[]

describe('XsendfileError', () => {
  const error = new XsendfileError('ERR_XSENDFILE_OPEN_FAILED', 'Cannot open a file', {
    cause: new Error('EIO'),
    path: '/srv/documents/anna.pdf',
  })

  it('is an Error with a name, a code and a message', () => {
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('XsendfileError')
    expect(error.code).toBe('ERR_XSENDFILE_OPEN_FAILED')
    expect(error.message).toBe('Cannot open a file')
    expect(String(error)).toBe('XsendfileError: Cannot open a file')
  })

  it('keeps the error behind it', () => {
    expect(error.cause).toEqual(new Error('EIO'))
  })

  it('has no cause of its own making', () => {
    expect('cause' in new XsendfileError('ERR_XSENDFILE_CLOSED', 'Closed')).toBe(false)
  })

  it('tells the path to who asks for it', () => {
    expect(error.path).toBe('/srv/documents/anna.pdf')
    expect(new XsendfileError('ERR_XSENDFILE_CLOSED', 'Closed').path).toBeUndefined()
  })

  it('does not tell the path to what serializes it', () => {
    expect(Object.keys(error)).not.toContain('path')
    expect(JSON.stringify(error)).not.toContain('anna')
    expect(JSON.stringify(Object.entries(error))).not.toContain('anna')
  })

  it('does not have the path in its message, nor in its stack', () => {
    expect(error.message).not.toContain('anna')
    expect(error.stack).not.toContain('anna')
  })

  it.each(codes)('with the code %s stands for status 500', (code) => {
    const { status, statusCode, headers } = new XsendfileError(code, 'A message')
    expect({ status, statusCode, headers }).toEqual({ status: 500, statusCode: 500, headers: {} })
  })

  it('for want of file descriptors stands for status 503, to be tried again', () => {
    const { status, statusCode, headers } = new XsendfileError(
      'ERR_XSENDFILE_TOO_MANY_OPEN_FILES',
      'A message',
    )
    expect({ status, statusCode, headers }).toEqual({
      status: 503,
      statusCode: 503,
      headers: { 'Retry-After': '1' },
    })
  })
})
