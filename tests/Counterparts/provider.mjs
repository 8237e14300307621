// A provider made with oidc-provider, a certified implementation, in place of ours. What stands for its own sign-in screen is one address that says who
// sits at this browser; everything after it is the provider's: code with PKCE, signed clients, ES256, sessions, signing out, back-channel logout.
//   node provider.mjs PORT
// First line of input: {"clients":[{"id","redirect","key","logout"}]}, with each client's public key (JWK); without "logout" nothing is told to it. Each line
// after it makes an account or changes it: {"account":"jan","invitations":["…"]}, which stands for the attribute with which an administrator sets such a provider
// up, or {"account":"jan","person":{"family_name","birthdate"},"level":"…"} for what a scheme of electronic identification knows,
// or {"account":"jan","person":{"email","email_verified"},"amr":["pwd"]} for what an employer's provider does; or
// {"as":"jan","client":"medical"} for a logout token, printed and not sent. Every line is answered by one.
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';
import { Agent } from 'undici';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = what => console.log(JSON.stringify(what));
const { clients } = JSON.parse((await lines.next()).value);
const accounts = new Map();
const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
// Every *.localhost is this machine, as in browsers.
const dispatcher = new Agent({ connect: { lookup: (host, options, done) => done(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) } });
const subject = (account, client) => createHash('sha256').update(`${client}\n${account}`).digest('hex');

const provider = new Provider(issuer, {
  clients: clients.map(x => ({
    client_id: x.id,
    redirect_uris: [x.redirect],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    subject_type: 'pairwise',
    require_auth_time: true,
    id_token_signed_response_alg: 'ES256',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [x.key] },
    ...x.logout && { backchannel_logout_uri: x.logout, backchannel_logout_session_required: true },
  })),
  jwks: { keys: [{ ...await crypto.subtle.exportKey('jwk', privateKey), kid: 'elders-1', use: 'sig', alg: 'ES256', key_ops: undefined, ext: undefined }] },
  cookies: { keys: [crypto.randomUUID()] },
  scopes: ['openid', 'profile', 'email'],
  claims: { openid: ['sub', 'invitations', 'acr', 'amr'], profile: ['family_name', 'family_name_prefix', 'birthdate'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: (_, account, client) => subject(account, client.clientId),
  pkce: { required: () => true },
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => accounts.has(id) ? { accountId: id, claims: () => ({ sub: id, invitations: accounts.get(id).invitations, ...accounts.get(id).person }) } : undefined,
  // Nobody is asked what this program may know: it is the service's own.
  loadExistingGrant: async ctx => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  fetch: (url, options) => fetch(url, { ...options, dispatcher }),
});

const answer = provider.callback();
createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === '/seat') {
    response.setHeader('Set-Cookie', `seat=${url.searchParams.get('who')}; Path=/; HttpOnly`);
    response.end();
  } else if (url.pathname.startsWith('/interaction/')) {
    const who = /(?:^|; )seat=([a-z]+)/.exec(request.headers.cookie ?? '')?.[1];
    await provider.interactionFinished(request, response, accounts.has(who)
      ? { login: { accountId: who, acr: accounts.get(who).level ?? 'urn:elders:substantial', amr: accounts.get(who).amr ?? ['pwd', 'otp', 'mfa'], remember: false } }
      : { error: 'access_denied' });
  } else {
    answer(request, response);
  }
}).listen(port, '127.0.0.1', () => say({ ready: issuer }));

for await (const line of lines) {
  const asked = JSON.parse(line);
  if (asked.account) {
    const { account, invitations = [], ...more } = asked;
    const known = accounts.get(account);
    accounts.set(account, { ...known, ...more, invitations: [...known?.invitations ?? [], ...invitations] });
    say({ account: asked.account });
  } else {
    const client = await provider.Client.find(asked.client);
    const token = new provider.IdToken({ sub: asked.as }, { client, ctx: undefined });
    token.mask = { sub: null };
    token.set('events', { 'http://schemas.openid.net/event/backchannel-logout': {} });
    token.set('jti', crypto.randomUUID());
    say({ token: await token.issue({ use: 'logout' }) });
  }
}

process.exit(0);
