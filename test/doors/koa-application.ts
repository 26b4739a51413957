import Koa from 'koa'
import mount from 'koa-mount'
import { xsendfile } from '../../src/koa.ts'
import type { ApplicationOptions } from './applications.ts'
import { askedPath } from './asked-path.ts'

/** An application of Koa with a folder mounted at each route. */
export function koaApplication({
  root,
  xsendfile: settings,
  routes,
  links,
  fields = {},
  listen,
}: ApplicationOptions): Koa {
  const documents = xsendfile(root, settings)
  listen?.(documents)
  const application = new Koa()
  // What Koa would write to the console is what the tests provoke.
  application.silent = true
  for (const [route, options] of Object.entries(routes)) {
    const folder: Koa.Middleware = async (ctx) => {
      ctx.set(fields)
      await documents.send(ctx, askedPath(links, route, ctx), options)
    }
    application.use(mount(`/${route}`, folder))
  }
  return application
}
