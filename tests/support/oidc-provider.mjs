// A real OpenID Connect issuer for tests: `node oidc-provider.mjs PORT KEYS`. KEYS is a JSON list of private JWKs; the first one signs.
// Its one client, `test`, gets tokens for whomever it names, by a grant type of its own: nobody has to fill in forms.
import Provider, { errors } from 'oidc-provider';

const [port, keys] = [Number(process.argv[2]), JSON.parse(process.argv[3] ?? '[]')];
const issuer = `http://127.0.0.1:${port}`;
const audience = 'https://blackstart.test';
const personal = 'urn:test:for-somebody';

const provider = new Provider(issuer, {
  jwks: { keys },
  clients: [
    {
      client_id: 'test',
      client_secret: 'test-secret',
      grant_types: [personal],
      id_token_signed_response_alg: keys[0].alg,
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: () => ({
        audience,
        scope: 'use',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: keys[0].alg } },
      }),
    },
  },
  extraTokenClaims: (context, token) => JSON.parse(token.extra?.claims ?? '{}'),
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
});

provider.registerGrantType(
  personal,
  async (context) => {
    const { client, params, provider: own } = context.oidc;
    if (!params.subject) throw new errors.InvalidRequest('whose token?');
    const token = new own.AccessToken({
      accountId: params.subject,
      client,
      gty: personal,
      extra: { claims: params.claims },
    });
    token.resourceServer = new own.ResourceServer(audience, {
      ...{ audience, scope: 'use', accessTokenFormat: 'jwt', accessTokenTTL: Number(params.seconds ?? 3600) },
      jwt: { sign: { alg: keys[0].alg, kid: keys[0].kid } },
    });
    token.scope = 'use';
    context.body = { access_token: await token.save(), token_type: 'Bearer' };
  },
  ['subject', 'claims', 'seconds'],
);

provider.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
