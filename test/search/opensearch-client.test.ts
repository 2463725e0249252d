import { expect, test } from 'vitest';
import { openSearchClient } from '#shared/search/opensearch';

const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' });
const region = 'eu-central-1';

/** What the client would send, without sending it: the signature is made when the request is built. */
function built(address: string): Promise<Record<string, unknown>> {
  const client = openSearchClient({ address, region, credentials });
  const connection = client.connectionPool.connections[0];
  const build = connection?.buildRequestObject.bind(connection);
  return new Promise((found) => {
    if (!connection || !build) throw new Error('The client made no connection.');
    connection.buildRequestObject = (...request) => {
      const made = build(...request);
      found((made as { headers: Record<string, unknown> }).headers);
      throw new Error('not sent');
    };
    client.info().catch(() => undefined);
  });
}

test('requests to an https address are signed for the service es in the region', async () => {
  const headers = await built('https://search.example.com');

  expect(headers).toMatchObject({
    Authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/es\/aws4_request/,
    ),
    'X-Amz-Security-Token': 'token',
  });
});

test('requests to an http address carry no signature and no credentials', async () => {
  const headers = await built('http://127.0.0.1:9200');

  expect(JSON.stringify(headers)).not.toMatch(/authorization|amz|AKID/i);
});

test.each(['ftp://127.0.0.1', 'search.example.com'])('the address %s is refused', (address) => {
  expect(() => openSearchClient({ address, region, credentials })).toThrow();
});
