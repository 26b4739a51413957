// @ts-check
/* An application of NestJS 11 as its compiler writes it: a CommonJS module that requires the installed package. */
require('reflect-metadata')
const { All, Controller, Module, Req, UseInterceptors } = require('@nestjs/common')
const { NestFactory } = require('@nestjs/core')
const { XsendfileInterceptor, requestPath, xsendfile } = require('xsendfile/nest')

/** @type {{ root: string, routes: Record<string, object>, platform: 'express' | 'fastify' }} */
const { root, routes, platform } = JSON.parse(process.argv[2] ?? '{}')

const documents = xsendfile(root)

/**
 * @param {string} route
 * @param {object} options of `send`
 */
function controllerFor(route, options) {
  class FolderController {
    /** @param {import('xsendfile/nest').TargetedRequest} request */
    answer(request) {
      return documents.send(requestPath(request, `/${route}/`), options)
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(FolderController.prototype, 'answer')
  Req()(FolderController.prototype, 'answer', 0)
  All(platform === 'fastify' ? '*' : '*path')(
    FolderController.prototype,
    'answer',
    /** @type {any} */ (descriptor),
  )
  UseInterceptors(XsendfileInterceptor)(FolderController)
  Controller(route)(FolderController)
  return FolderController
}

function ApplicationModule() {}
Module({ controllers: Object.entries(routes).map((entry) => controllerFor(...entry)) })(ApplicationModule)

async function start() {
  const adapter =
    platform === 'fastify'
      ? new (require('@nestjs/platform-fastify').FastifyAdapter)()
      : new (require('@nestjs/platform-express').ExpressAdapter)()
  const application = await NestFactory.create(/** @type {any} */ (ApplicationModule), adapter, {
    logger: false,
  })
  await application.listen(0, '127.0.0.1')
  process.send?.({ port: application.getHttpServer().address().port })
}

void start()
