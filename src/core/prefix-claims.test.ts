import { describe, expect, it } from 'vitest'
import { XsendfileError } from './errors.ts'
import { claimPrefix } from './prefix-claims.ts'

function taken(message: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_PREFIX_TAKEN', message)
}

// Claims are kept for the whole process: each test has a sender of its own and gives back what it took.
describe('claimPrefix()', () => {
  it('gives prefixes side by side', () => {
    const releases = [
      claimPrefix('side-by-side', '/internal-a/', '/srv/a', '/srv/a'),
      claimPrefix('side-by-side', '/internal-b/', '/srv/b', '/srv/b'),
      claimPrefix('side-by-side', '/internal/a/', '/srv/c', '/srv/c'),
    ]
    expect(releases).toHaveLength(3)
    releases.forEach((release) => release())
  })

  it('refuses the prefix of another root', () => {
    const release = claimPrefix('refuse-same', '/internal/', '/srv/a', '/srv/a')
    expect(() => claimPrefix('refuse-same', '/internal/', '/srv/b', '/srv/b')).toThrow(
      taken(
        'Cannot use the prefix /internal/ of refuse-same for /srv/b: /internal/ stands for /srv/a already; give each root a prefix of its own, none inside another',
      ),
    )
    release()
  })

  it('refuses a prefix inside another', () => {
    const release = claimPrefix('refuse-inside', '/internal/', '/srv/a', '/srv/a')
    expect(() => claimPrefix('refuse-inside', '/internal/b/', '/srv/b', '/srv/b')).toThrow(
      taken(
        'Cannot use the prefix /internal/b/ of refuse-inside for /srv/b: /internal/ stands for /srv/a already; give each root a prefix of its own, none inside another',
      ),
    )
    release()
  })

  it('refuses a prefix around another', () => {
    const release = claimPrefix('refuse-around', '/internal/b/', '/srv/b', '/srv/b')
    expect(() => claimPrefix('refuse-around', '/internal/', '/srv/a', '/srv/a')).toThrow(
      taken(
        'Cannot use the prefix /internal/ of refuse-around for /srv/a: /internal/b/ stands for /srv/b already; give each root a prefix of its own, none inside another',
      ),
    )
    release()
  })

  it('refuses a prefix inside another even for the same root', () => {
    const release = claimPrefix('refuse-same-root', '/internal/', '/srv/a', '/srv/a')
    expect(() => claimPrefix('refuse-same-root', '/internal/b/', '/srv/a', '/srv/a')).toThrow(XsendfileError)
    release()
  })

  it('gives one prefix to different senders', () => {
    const releases = [
      claimPrefix('one-sender', '/internal/', '/srv/a', '/srv/a'),
      claimPrefix('another-sender', '/internal/', '/srv/b', '/srv/b'),
    ]
    expect(releases).toHaveLength(2)
    releases.forEach((release) => release())
  })

  it('gives the same prefix to the same root again, until the last gives it back', () => {
    const first = claimPrefix('again', '/internal/', '/srv/a', '/srv/a')
    const second = claimPrefix('again', '/internal/', '/srv/a', '/srv/a')
    first()
    expect(() => claimPrefix('again', '/internal/', '/srv/b', '/srv/b')).toThrow(XsendfileError)
    second()
    const third = claimPrefix('again', '/internal/', '/srv/b', '/srv/b')
    third()
  })

  it('counts giving back twice only once', () => {
    const first = claimPrefix('twice', '/internal/', '/srv/a', '/srv/a')
    const second = claimPrefix('twice', '/internal/', '/srv/a', '/srv/a')
    first()
    first()
    expect(() => claimPrefix('twice', '/internal/', '/srv/b', '/srv/b')).toThrow(XsendfileError)
    second()
    second()
    const third = claimPrefix('twice', '/internal/', '/srv/b', '/srv/b')
    second()
    expect(() => claimPrefix('twice', '/internal/', '/srv/a', '/srv/a')).toThrow(XsendfileError)
    third()
  })

  it('tells stores apart by what they are, not by what they are called', () => {
    const [store, other] = [{ label: 'a store' }, { label: 'a store' }]
    const release = claimPrefix('stores', '/internal/', store, 'a store')
    expect(() => claimPrefix('stores', '/internal/', other, 'a store')).toThrow(XsendfileError)
    const again = claimPrefix('stores', '/internal/', store, 'a store')
    again()
    release()
  })
})
