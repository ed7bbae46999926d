// Where the worker's sign-in may answer to is what the extension's own manifest makes it: a change of either is seen here.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

it('the worker answers to this extension’s own addresses, in Chromium and in Firefox, and to nobody else', () => {
  const config = read('extension/wxt.config.ts');
  const key = Buffer.from(/'(MIIB[^']+)'/.exec(config)![1]!, 'base64');
  const digits = createHash('sha256').update(key).digest('hex').slice(0, 32);
  const id = digits.replaceAll(/./g, digit => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]!);
  const gecko = /id: '([^']+@[^']+)'/.exec(config)![1]!;
  const firefox = createHash('sha1').update(gecko).digest('hex');
  const [, uris] = /^REDIRECT_URIS = "(.*)"$/m.exec(read('wrangler.toml'))!;
  expect(uris!.split(' ')).toEqual([`https://${id}.chromiumapp.org/`, `https://${firefox}.extensions.allizom.org/`]);
  expect(read('wrangler.toml')).not.toContain('DEV_LOOPBACK');
});
