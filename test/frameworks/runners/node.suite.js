import { test } from 'node:test'
import { suite } from './suite.js'

suite(test)
