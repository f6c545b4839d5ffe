export {parseJson} from '../platform/exact-json.ts'
export {type Item, toItem, toList, toText} from '../platform/loose-json.ts'
