import { describe, expect, it } from 'vitest'
import { type Mount, isLocalTree, parseMounts } from './mounts.ts'

const table = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:50 / /srv/network rw,relatime shared:2 master:3 - nfs4 server:/files rw,vers=4.2
31 27 0:51 / /srv/with\040blank\134 rw - xfs /dev/vdb rw
no line of a mount
`

describe('parseMounts()', () => {
  it('reads places and types, with and without optional fields, octal escapes undone', () => {
    expect(parseMounts(table)).toEqual([
      { path: '/proc', type: 'proc' },
      { path: '/', type: 'ext4' },
      { path: '/srv/network', type: 'nfs4' },
      { path: '/srv/with blank\\', type: 'xfs' },
    ])
  })
})

describe('isLocalTree()', () => {
  const mounts = parseMounts(table)

  it.each<[boolean, string]>([
    [true, '/home/files'],
    [true, '/srv/network-not'],
    [true, '/srv/with blank\\/files'],
    [false, '/srv/network'],
    [false, '/srv/network/deep/below'],
    [false, '/srv'],
    [false, '/proc/self'],
  ])('says %s of %s', (local, directory) => {
    expect(isLocalTree(mounts, directory)).toBe(local)
  })

  it('takes the later of two mounts at one place', () => {
    const covered: Mount[] = [
      { path: '/', type: 'ext4' },
      { path: '/srv', type: 'nfs' },
      { path: '/srv', type: 'tmpfs' },
    ]
    expect([isLocalTree(covered, '/srv/a'), isLocalTree(covered.toReversed(), '/srv/a')]).toEqual([
      true,
      false,
    ])
  })

  it('says no of an overlay, which may lie on anything, and of a machine that tells nothing', () => {
    expect([isLocalTree([{ path: '/', type: 'overlay' }], '/srv'), isLocalTree([], '/srv')]).toEqual([
      false,
      false,
    ])
  })
})
