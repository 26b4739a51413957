import { test } from '@jest/globals'
import { suite } from './suite.js'

suite(test)
