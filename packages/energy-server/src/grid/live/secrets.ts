// Takes secrets out of texts before anybody sees them, however a provider may have sent them back.

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((safe, secret) => safe.replaceAll(secret, '[secret]'), text);
}
