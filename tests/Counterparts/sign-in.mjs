// A relying party made with openid-client, a certified implementation, against our provider. It prints the address to which the browser goes, reads the
// address to which the browser was sent back, and prints what it then believes.
//   node sign-in.mjs AUTHORITY CLIENT REDIRECT-URI KEY-ID    with the private key (JWK) as the first line of input
import { createInterface } from 'node:readline';
import * as client from 'openid-client';
import { Agent, setGlobalDispatcher } from 'undici';

// Every *.localhost is this machine, as in browsers.
setGlobalDispatcher(new Agent({ connect: { lookup: (host, options, done) => done(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) } }));
const [authority, clientId, redirectUri, keyId] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => (await lines.next()).value;
const say = what => console.log(JSON.stringify(what));
const attempt = async act => {
  try {
    return await act();
  } catch (refused) {
    return { refused: refused.error ?? refused.code ?? refused.message };
  }
};

const key = await crypto.subtle.importKey('jwk', JSON.parse(await read()), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
// The type of a client's assertion, as the revision of RFC 7523 wants it.
const signed = client.PrivateKeyJwt({ key, kid: keyId }, { [client.modifyAssertion]: header => { header.typ = 'client-authentication+jwt'; } });
const config = await client.discovery(new URL(authority), clientId, {}, signed, { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] });
const verifier = client.randomPKCECodeVerifier();
const request = { redirect_uri: redirectUri, scope: 'openid', state: client.randomState(), nonce: client.randomNonce(), code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
say({ go: client.buildAuthorizationUrl(config, request).href, issuer: config.serverMetadata().issuer, pkce: config.serverMetadata().supportsPKCE() });

const back = new URL(await read());
const checks = { pkceCodeVerifier: verifier, expectedState: request.state, expectedNonce: request.nonce, idTokenExpected: true };
const wrongState = await attempt(() => client.authorizationCodeGrant(config, back, { ...checks, expectedState: 'another' }));
const tokens = await attempt(() => client.authorizationCodeGrant(config, back, checks));
const info = tokens.access_token ? await attempt(() => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)) : null;
const again = await attempt(() => client.authorizationCodeGrant(config, back, checks));
const after = tokens.access_token ? await attempt(() => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)) : null;
const leave = tokens.id_token ? client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: new URL(redirectUri).origin + '/', state: 'bye' }).href : null;
say({ claims: tokens.claims?.() ?? null, refused: tokens.refused ?? null, tokenType: tokens.token_type, wrongState: wrongState.refused ?? null, again: again.refused ?? null, info, after, leave });
process.exit(0);
