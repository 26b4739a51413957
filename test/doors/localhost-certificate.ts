/**
 * A certificate that signs itself, for tests on loopback only. Made by:
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost`
 */
export const localhostCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcHsgVaMwBqX5YWmV
TDdzoxPog7q7nqgW6ls/VpFIXwmhRANCAAQnrXF7fTBSeDi/AoxfDva8DOGXDuUY
D7ja+EoqpKEETFYUs3YxvBpzQeplsqxPrITT1tkvaNUOVcEXNrWzjcrr
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUG+4aYd4BPQJdoF9Bc9kBOswYCv4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE4MDA0MloYDzIxMjYxMDI5
MTgwMDQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQnrXF7fTBSeDi/AoxfDva8DOGXDuUYD7ja+EoqpKEETFYUs3YxvBpz
QeplsqxPrITT1tkvaNUOVcEXNrWzjcrro1MwUTAdBgNVHQ4EFgQUu2cJ6Qgtg+Rb
iiJIHAO1hx4x624wHwYDVR0jBBgwFoAUu2cJ6Qgtg+RbiiJIHAO1hx4x624wDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBfyaaWqMRaxCfslvXVRYpu
hJc7LJm8uaaEm6mVduZ4ZAIgfZsev7GSlCj9zc47S8I5lE1gYK952caPiTqdJd8W
MF8=
-----END CERTIFICATE-----
`,
}
