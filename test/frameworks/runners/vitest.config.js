export default { test: { include: ['vitest.suite.js'], setupFiles: ['xsendfile/testing'] } }
