import type { ReactNode } from 'react'

export const metadata = { title: 'Documents' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <h1>Documents</h1>
        {children}
      </body>
    </html>
  )
}
