import { BlockList, isIP } from 'node:net';
import type { FetchRefused } from '#shared/protocol/fetch';

const refuse = (refused: FetchRefused['refused'], url: string, found: string, limit: string): FetchRefused => ({
  refused,
  url: url.slice(0, 2000),
  found: found.slice(0, 200),
  limit,
});

/** Of IANA's registries of special addresses: this network, private, shared (CGNAT), loopback, link-local with the metadata, … */
const NOT_PUBLIC_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Of the one range of IPv6 that is public at all: tunnels with an address of IPv4 within, benchmarks, documentation. */
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const PUBLIC_6 = '2000::/3';

const listOf = (family: 'ipv4' | 'ipv6', ...ranges: string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
};
const blocked4 = listOf('ipv4', ...NOT_PUBLIC_4);
const blocked6 = listOf('ipv6', ...NOT_PUBLIC_6);
const public6 = listOf('ipv6', PUBLIC_6);

/** An address that anybody on the internet could reach. One of IPv4 written as IPv6 never is: it lies outside the public range. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !blocked4.check(address, 'ipv4');
  return isIP(address) === 6 && public6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
}

/** An address that may be asked for at all: on the host that the editor named, by its usual port, without a login in it. */
export function allowedUrl(text: string, host: string | undefined): URL | FetchRefused {
  const url = URL.parse(text);
  if (!url) return refuse('not-an-address', text, text, 'https://shop.example/help');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refuse('scheme-not-allowed', text, url.protocol, 'https, http');
  if (url.username || url.password) return refuse('login-in-address', text, url.username, 'an address without a login');
  if (url.port) return refuse('port-not-allowed', text, url.port, '443, 80');
  if (host !== undefined && url.host !== host) return refuse('other-host', text, url.host, host);
  url.hash = '';
  return url;
}

/** The address to connect to, when all that a name stands for are public: one among them could be chosen by whoever owns the name. */
export function chosenAddress(url: URL, addresses: readonly string[]): string | FetchRefused {
  const [first] = addresses;
  if (first === undefined) return refuse('host-not-found', url.href, url.hostname, 'a name that can be looked up');
  const inside = addresses.find((address) => !isPublic(address));
  return inside === undefined
    ? first
    : refuse('address-not-allowed', url.href, inside, 'addresses of the public internet');
}

export { refuse };
