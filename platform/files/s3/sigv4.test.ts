import { expect, test } from 'vitest';
import { authorization, awsEncode, sha256 } from './sigv4.ts';

const empty = sha256('');
const signatureOf = (header: string) => header.split('Signature=')[1];

// aws-sig-v4-test-suite: get-vanilla, get-vanilla-query-order-key-case, post-vanilla
const suite = { key: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const scope = { region: 'us-east-1', service: 'service' };
const head = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
test.each([
  ['GET', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['GET', { Param2: 'value2', Param1: 'value1' }, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ['POST', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
])('signs %s %j as the published test suite', (method, query, signature) => {
  expect(signatureOf(authorization({ method, path: '/', query, headers: head, payload: empty }, suite, scope))).toBe(signature);
});

// docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const docs = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const s3 = { region: 'us-east-1', service: 's3' };
const common = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': empty };
test('signs the examples of the S3 documentation', () => {
  const get = { method: 'GET', path: '/test.txt', headers: { ...common, range: 'bytes=0-9' }, payload: empty };
  expect(authorization(get, docs, s3)).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
  const body = sha256('Welcome to Amazon S3.');
  const put = {
    method: 'PUT',
    path: '/test$file.text',
    headers: {
      ...common,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': body,
    },
    payload: body,
  };
  expect(signatureOf(authorization(put, docs, s3))).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  const lifecycle = { method: 'GET', path: '/', query: { lifecycle: '' }, headers: common, payload: empty };
  expect(signatureOf(authorization(lifecycle, docs, s3))).toBe('fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543');
  const list = { method: 'GET', path: '/', query: { prefix: 'J', 'max-keys': '2' }, headers: common, payload: empty };
  expect(signatureOf(authorization(list, docs, s3))).toBe('34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
});

test('encodes what encodeURIComponent leaves', () => {
  expect(awsEncode("a b/é(!)'*~")).toBe('a%20b%2F%C3%A9%28%21%29%27%2A~');
});
