/** The hosts of the Graph API; the second one takes videos. Source: https://developers.facebook.com/docs/graph-api/overview */
export const graphHosts = ['graph.facebook.com', 'graph-video.facebook.com'] as const

/** Whether a host, with or without a port, is one of the Graph API's. */
export function isGraphHost(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  return graphHosts.some(each => each === name)
}
