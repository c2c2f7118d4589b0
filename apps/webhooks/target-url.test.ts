import { addressRules, parseRange } from './address';
import { faultOfUrl } from './target-url';

const closed = addressRules([]);
const loopback = addressRules([parseRange('127.0.0.0/8')]);
const codeOf = (url: string, rules = closed) => faultOfUrl(url, rules, '/url')?.code;

it.each([
  'https://example.com',
  'https://example.com:8443/hook?a=b#c',
  'https://1.1.1.1/',
  'https://[2606:4700::1]/',
  'https://münchen.example/',
])('takes %s', (url) => expect(codeOf(url)).toBeUndefined());

it.each([
  'https://127.0.0.1',
  'https://2130706433',
  'https://0x7f000001',
  'https://0177.0.0.1',
  'https://127.1',
  'https://0x7f.1',
  'https://127.0.0.1.',
  'https://１２７.０.０.１',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://[::ffff:7f00:1]',
  'https://[64:ff9b::7f00:1]',
  'https://[2002:7f00:1::]',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00:ec2::254]',
  'https://100.100.100.200',
  'https://10.0.0.1',
  'https://192.168.1.1',
  'https://localhost',
  'https://LOCALHOST.',
  'https://a.localhost:8443',
  'https://0',
  'https://[::]',
  'https://224.0.0.1',
  'https://255.255.255.255',
])('refuses %s, which is a private address in disguise or open', (url) =>
  expect(codeOf(url)).toBe('address_not_allowed'),
);

it.each([
  '',
  'example.com',
  '/hook',
  'ftp://example.com',
  'javascript:alert(1)',
  'https://',
  'https://user:pw@example.com',
  'https://user@example.com',
  'https://999.1.1.1',
  'https:example.com',
  'https:/example.com',
  ' https://example.com',
  'https://exa\nmple.com/',
  'https://example.com/\u0000',
  'https://example.com\\@127.0.0.1/',
])('refuses %s, which is no URL to call', (url) => expect(codeOf(url)).toBe('invalid_format'));

it('takes plain http only where the operator opened the address', () => {
  expect(codeOf('http://example.com')).toBe('https_required');
  expect(codeOf('http://127.0.0.1:9000/hook', loopback)).toBeUndefined();
  expect(codeOf('http://localhost:9000/hook', loopback)).toBeUndefined();
  expect(codeOf('http://1.1.1.1/', loopback)).toBe('https_required');
  expect(codeOf('http://10.0.0.1/', loopback)).toBe('address_not_allowed');
});

it('leaves names over plain http to the look-up once any range is open', () => {
  expect(codeOf('http://receiver.internal/', loopback)).toBeUndefined();
});

it('names the field', () => {
  expect(faultOfUrl('x', closed, '/auth/tokenUrl')?.pointer).toBe('/auth/tokenUrl');
});
