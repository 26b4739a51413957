import { Outlet } from 'react-router'

export default function Root() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>Documents</title>
      </head>
      <body>
        <h1>Documents</h1>
        <Outlet />
      </body>
    </html>
  )
}
