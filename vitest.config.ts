import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/set-up.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/**/*.fixture.ts'],
      reporter: ['text', 'html'],
      thresholds: {
        'src/http/**': { lines: 100, branches: 100, functions: 100, statements: 100 },
        'src/core/**': { lines: 100, branches: 100, functions: 100, statements: 100 },
      },
    },
  },
})
