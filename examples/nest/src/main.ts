import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { DocumentsController } from './documents.controller.js'
import { SignInController } from './sign-in.controller.js'

@Module({ controllers: [DocumentsController, SignInController] })
class ApplicationModule {}

const app = await NestFactory.create(ApplicationModule)
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
console.log(`${await app.getUrl()}/`)
