import { createHash, createHmac } from 'node:crypto';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

type Get = {
  /** Its path is encoded already, each part once, as `objectAddress` does it; no query. */
  url: URL;
  region: string;
  credentials: Credentials;
  /** Signed with the rest, names in lower case; `host` and what a signature needs are added here. */
  headers?: Readonly<Record<string, string>>;
  at: Date;
};

const EMPTY = createHash('sha256').update('').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Every byte but letters, digits and `-._~` as a percent sign and two hexadecimal digits, which `encodeURIComponent` leaves undone for five. */
const encoded = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Where an object of a bucket is read. `endpoint` is a stand-in for the service, which is told the bucket in its path; the service
 * itself in its host name, so the bucket's must be a host's, without a dot.
 */
export const objectAddress = (
  { bucket, region, endpoint }: { bucket: string; region: string; endpoint?: string | undefined },
  key: string,
): URL => {
  const path = key.split('/').map(encoded).join('/');
  if (endpoint) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${bucket}.s3.${region}.${domain}/${path}`);
};

/** The headers of a GET of Amazon S3 that is signed with these keys (Signature Version 4), good for 15 minutes around `at`. */
export const signedGet = ({ url, region, credentials, headers = {}, at }: Get): Record<string, string> => {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const sent: Record<string, string> = {
    'x-amz-content-sha256': EMPTY,
    ...headers,
    host: url.host,
    'x-amz-date': stamp,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(sent).sort();
  const lines = names.map((name) => `${name}:${sent[name]?.trim()}\n`).join('');
  const request = ['GET', url.pathname, '', lines, names.join(';'), sent['x-amz-content-sha256']].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...sent, authorization };
};
