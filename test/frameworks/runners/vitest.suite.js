import { test } from 'vitest'
import { suite } from './suite.js'

suite(test)
