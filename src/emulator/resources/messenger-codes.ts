import {
  messengerCodeLimits as limits,
  type MessengerCode,
  messengerCodesRoutes as routes,
} from '../../platform/messenger-codes.ts'
import {type Call, pageOf, type Resource} from '../world.ts'
import {invalid} from './refusals.ts'

export const messengerCodes: Resource = {
  [routes.create]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call): MessengerCode => {
      const {type, image_size: pixels = limits.defaultPixels} = call.params
      if (type !== 'standard') throw invalid(`Param type must be one of {standard} - got "${String(type)}".`)
      const {smallestPixels, largestPixels} = limits
      const isSize = Number.isInteger(Number(pixels))
      if (!isSize || Number(pixels) < smallestPixels || Number(pixels) > largestPixels)
        throw invalid(`Param image_size must be between ${smallestPixels} and ${largestPixels}`)
      const ref = readRef(call)
      const id = world.newId('61')
      world.state.codes[id] = {
        pageId: pageOf(call).id,
        pixels: Number(pixels),
        ...(ref === undefined ? {} : {ref}),
      }
      return {uri: `${call.origin}/_msgr/codes/${id}.png`}
    },
  },
}

function readRef({params}: Call): string | undefined {
  const {data} = params
  if (data === undefined) return undefined
  const ref = typeof data === 'object' && data !== null && 'ref' in data ? data.ref : undefined
  if (typeof ref === 'string' && ref.length <= limits.refLength && limits.ref.test(ref)) return ref
  throw invalid(`Param data[ref] must be at most ${limits.refLength} characters of a-z, A-Z, 0-9 and +/=-.:_`)
}
