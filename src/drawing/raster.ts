import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {initWasm, Resvg} from '@resvg/resvg-wasm'

/** The files for drawing, by their names next to the bundle, where the build copies them. In the sources they are in packages. */
const files = {
  'resvg.wasm': '@resvg/resvg-wasm/index_bg.wasm',
  'regular.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'semibold.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
} as const

let loading: Promise<readonly Uint8Array[]> | undefined

/** An SVG document as a PNG picture, `scale` times as large. Its font is Inter on every machine. */
export async function toPng(svg: string, {scale}: {readonly scale: number}): Promise<Uint8Array> {
  loading ??= load()
  const fontBuffers = [...(await loading)]
  const drawn = new Resvg(svg, {
    fitTo: {mode: 'zoom', value: scale},
    font: {fontBuffers, loadSystemFonts: false, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter'},
  })
  try {
    return drawn.render().asPng()
  } finally {
    drawn.free()
  }
}

async function load(): Promise<readonly Uint8Array[]> {
  await initWasm(read('resvg.wasm'))
  return Promise.all([read('regular.ttf'), read('semibold.ttf')])
}

function read(name: keyof typeof files): Promise<Uint8Array> {
  const isSource = import.meta.url.endsWith('.ts')
  return readFile(
    isSource
      ? createRequire(import.meta.url).resolve(files[name])
      : new URL(`./raster/${name}`, import.meta.url),
  )
}

/** The characters of a text that Inter does not have, each once. */
export function unknownLetters(text: string): string {
  const unknown = text.match(
    /\p{Extended_Pictographic}|[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/gu,
  )
  return [...new Set(unknown)].filter(letter => !/[\d©®™#*]/.test(letter)).join('')
}
