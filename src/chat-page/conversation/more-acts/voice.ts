const RATE = 8_000
const SECONDS = 2

/** A voice message to send: two seconds of a soft tone, as a WAV file. */
export function voiceMessage(): File {
  const samples = RATE * SECONDS
  const view = new DataView(new ArrayBuffer(44 + samples))
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) view.setUint8(at + index, letter.charCodeAt(0))
  }
  text(0, 'RIFF')
  view.setUint32(4, 36 + samples, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  // PCM, one channel, one byte a sample.
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, samples, true)
  for (let index = 0; index < samples; index += 1)
    view.setUint8(44 + index, 128 + Math.round(40 * Math.sin((index / RATE) * 2 * Math.PI * 220)))
  return new File([view.buffer], 'voice.wav', {type: 'audio/wav'})
}
