export function buildSite(out: string, commands: readonly object[]): void
