// What a partner's back end does with a stock OAuth client: nothing here knows Postern.
import * as oauth from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, RESOURCE, API_KEY, CUSTOMER_TOKEN } = process.env

const server = await oauth.discovery(
  new URL(ISSUER), CLIENT_ID, undefined, oauth.ClientSecretBasic(CLIENT_SECRET), { algorithm: 'oauth2' })

async function call(token) {
  const headers = new Headers({ 'api-key': API_KEY, 'customer-auth': `JWT ${CUSTOMER_TOKEN}` })
  const answer = await oauth.fetchProtectedResource(server, token, new URL(RESOURCE), 'POST', null, headers)
  return answer.status
}

const first = await oauth.clientCredentialsGrant(server, { scope: 'profile:read' })
console.log('call', await call(first.access_token))
console.log('introspect', (await oauth.tokenIntrospection(server, first.access_token)).active)

const second = await oauth.refreshTokenGrant(server, first.refresh_token)
console.log('refreshed', second.refresh_token !== first.refresh_token, await call(second.access_token))

await oauth.tokenRevocation(server, second.access_token, { wait: 'applied' })
try {
  console.log('call', await call(second.access_token))
} catch (refused) {
  console.log('call', refused.status ?? refused.cause?.status ?? refused.code, refused.cause?.[0]?.parameters?.error)
}
console.log('introspect', (await oauth.tokenIntrospection(server, second.access_token)).active)

await oauth.tokenRevocation(server, second.refresh_token)
try {
  await oauth.refreshTokenGrant(server, second.refresh_token)
} catch (refused) {
  console.log('refresh', refused.error)
}
