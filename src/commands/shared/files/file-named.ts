/** A file that a person can open; undefined for standard input. */
export const fileNamed = (file: string): string | undefined => (file === '-' ? undefined : file)
