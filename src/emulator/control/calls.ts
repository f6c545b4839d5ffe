import type {Protocol} from './protocol.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** `POST people/{psid}/{act}`: a key of the map of calls. */
export type Endpoint = keyof Protocol

/** Endpoints that answer with JSON. */
export type JsonEndpoint = {
  [Key in Endpoint]: Protocol[Key] extends {answer: unknown} ? Key : never
}[Endpoint]

export type AnswerOf<Key extends Endpoint> = Protocol[Key] extends {answer: infer Answer} ? Answer : never

/** `undefined` if the endpoint takes no body. */
export type BodyOf<Key extends Endpoint> = Protocol[Key] extends {body: infer Body} ? Body : undefined

/** The names of its parameters. */
export type QueryOf<Key extends Endpoint> = Protocol[Key] extends {query: infer Name extends string}
  ? Name
  : never

/** The endpoint that a call reaches: `GET` and `chat/6411?limit=50` reach `GET chat/{psid}`. `never` when there is none. */
export type EndpointAt<M extends Method, Target extends string> = {
  [Key in JsonEndpoint]: Key extends `${M} ${infer Pattern}`
    ? Fits<PathOf<Target>, Pattern> extends true
      ? Key
      : never
    : never
}[JsonEndpoint]

/**
 * Makes one call below `/_msgr/`. `path` is a path of the map with its ids filled in, and its parameters after a `?`.
 * A `Blob` is sent unchanged, any other body as JSON.
 */
export type Ask = <M extends Method, Target extends string>(
  method: M,
  path: Target,
  ...body: Sent<Target, EndpointAt<M, Target>>
) => Promise<AnswerOf<EndpointAt<M, Target>>>

/**
 * The body of a call; optional if the endpoint requires no part of it. An unknown call requires an argument that no value
 * satisfies. The check is here because a template literal is inferred only for a bare type parameter.
 */
type Sent<Target extends string, Key extends Endpoint> = [Key] extends [never]
  ? [noSuchEndpoint: never]
  : [ParametersOf<Target>] extends [QueryOf<Key>]
    ? [BodyOf<Key>] extends [undefined]
      ? []
      : Record<never, never> extends BodyOf<Key>
        ? [body?: BodyOf<Key>]
        : [body: BodyOf<Key>]
    : [noSuchParameter: never]

type PathOf<Target extends string> = Target extends `${infer Path}?${string}` ? Path : Target

/** Whether a path matches a pattern, part by part. */
type Fits<Path extends string, Pattern extends string> = Pattern extends `${infer Expected}/${infer More}`
  ? Path extends `${infer Part}/${infer Rest}`
    ? FitsPart<Part, Expected> extends true
      ? Fits<Rest, More>
      : false
    : false
  : Path extends `${string}/${string}`
    ? false
    : FitsPart<Path, Pattern>

type FitsPart<Part extends string, Expected extends string> = Expected extends `{${string}}`
  ? true
  : [Part] extends [Expected]
    ? true
    : false

/** `limit=50&psid=6411` → `'limit' | 'psid'` */
type ParametersOf<Target extends string> = Target extends `${string}?${infer Query}` ? NamesIn<Query> : never

type NamesIn<Query extends string> = Query extends `${infer First}&${infer Rest}`
  ? NameOf<First> | NamesIn<Rest>
  : NameOf<Query>

type NameOf<Parameter extends string> = Parameter extends `${infer Name}=${string}` ? Name : Parameter
