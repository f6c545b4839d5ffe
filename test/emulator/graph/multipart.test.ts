import {describe, expect, test} from 'vitest'
import {readMultipart} from '../../../src/emulator/graph/multipart.ts'

const boundary = '----x'
const form = (...parts: readonly string[]) =>
  Buffer.from(`${parts.map(part => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`)
const text = 'Content-Disposition: form-data; name="message"\r\n\r\n{"a":1}'
const file = (content: string) =>
  `Content-Disposition: form-data; name="filedata"; filename="a b.png"\r\nContent-Type: image/png\r\n\r\n${content}`

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('a multipart form', () => {
  test.each([1, 2, 3, 7, 8, 9, 50, 1000, 100_000])('is read from chunks of %i bytes', async size => {
    const content = `${'x'.repeat(3000)}\r\n--${boundary.slice(0, -1)}\r\n-${'y'.repeat(3000)}\r\n`

    const read = await readMultipart(inChunks(form(text, file(content), file('')), size), boundary)

    const png = {part: 'filedata', filename: 'a b.png', contentType: 'image/png'}
    expect(read).toEqual({
      texts: [['message', '{"a":1}']],
      files: [
        {...png, bytes: content.length},
        {...png, bytes: 0},
      ],
    })
  })

  test.each([
    ['nothing', ''],
    ['no end', form(text).toString().slice(0, -6)],
    ['a part without a name', form('Content-Type: text/plain\r\n\r\nx').toString()],
    ['no delimiter', 'hello'],
  ])('with %s is refused', async (_, body) => {
    await expect(readMultipart(inChunks(Buffer.from(body), 10), boundary)).rejects.toMatchObject({code: 100})
  })
})
