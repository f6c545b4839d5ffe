import {once} from 'node:events'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {text} from 'node:stream/consumers'
import {onTestFinished} from 'vitest'

export interface Comment {
  readonly id: number
  readonly user: {readonly login: string}
  body: string
}

/** What is to be known of GitHub's REST API to comment on a pull request. */
export interface GitHubApi {
  readonly url: string
  readonly comments: Comment[]
  /** `POST /repos/acme/shop/issues/7/comments` */
  readonly calls: string[]
  /** Answers every call with this status. */
  refuseWith: number | undefined
}

/**
 * Serves the comments of the pull request acme/shop#7 to whoever has the token: a hundred a page at most, by default 30, the
 * oldest first.
 * Source: https://docs.github.com/en/rest/issues/comments
 */
export async function startGitHubApi(token: string): Promise<GitHubApi> {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const api: GitHubApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments: [],
    calls: [],
    refuseWith: undefined,
  }
  return api

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {method = '', headers} = request
    const {pathname, searchParams} = new URL(request.url ?? '', api.url)
    const body = await text(request)
    api.calls.push(`${method} ${pathname}`)
    const reply = (status: number, content: unknown) =>
      void response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(content))
    if (api.refuseWith !== undefined)
      reply(api.refuseWith, {message: 'Resource not accessible by integration'})
    else if (headers.authorization !== `Bearer ${token}`) reply(401, {message: 'Bad credentials'})
    else if (`${method} ${pathname}` === 'GET /repos/acme/shop/issues/7/comments') {
      const size = Math.min(100, Number(searchParams.get('per_page') ?? 30))
      const start = (Number(searchParams.get('page') ?? 1) - 1) * size
      reply(200, api.comments.slice(start, start + size))
    } else if (`${method} ${pathname}` === 'POST /repos/acme/shop/issues/7/comments') {
      const comment = {
        id: api.comments.length + 1,
        user: {login: 'github-actions[bot]'},
        body: JSON.parse(body).body,
      }
      api.comments.push(comment)
      reply(201, comment)
    } else {
      const [, id] = /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(pathname) ?? []
      const found = api.comments.find(comment => String(comment.id) === id)
      if (method !== 'PATCH' || found === undefined) return reply(404, {message: 'Not Found'})
      found.body = JSON.parse(body).body
      reply(200, found)
    }
  }
}
