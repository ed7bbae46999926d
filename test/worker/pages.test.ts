import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { app } from '../../worker/index.ts';
import { call } from './make.ts';

describe.each(['/privacy', '/security'])('%s', path => {
  test('is for anybody, runs nothing, and fetches its style alone', async () => {
    const { status, headers, body } = await call('GET', path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/i);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|script|\*/);
    expect(body).not.toMatch(/<script|\son\w+=|style="|<style|https?:\/\/(?!www\.w3\.org)|\[object|undefined/);
    expect([...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to)).toEqual(
      expect.arrayContaining(['/pages.css', '#content', '?lang=es']),
    );
  });

  test('speaks the language that is asked for', async () => {
    for (const [headers, query, language] of [
      [{}, '', 'en'],
      [{ 'accept-language': 'fr-CA,fr;q=0.9' }, '', 'fr'],
      [{ 'accept-language': 'de;q=0.9, es;q=0.8' }, '', 'es'],
      [{ 'accept-language': 'fr' }, '?lang=es', 'es'],
      [{ 'accept-language': 'fr' }, '?lang=constructor', 'fr'],
    ] as const) {
      const answer = await call('GET', path + query, { headers });
      expect(answer.body).toContain(`<html lang="${language}">`);
      expect(answer.headers.get('content-language')).toBe(language);
    }
    const bodies = ['en', 'es', 'fr'].map(async one => (await call('GET', `${path}?lang=${one}`)).body as string);
    expect(new Set(await Promise.all(bodies)).size).toBe(3);
  });
});

test('the inventory and the style are open to anybody', async () => {
  const { body } = await call('GET', '/data-inventory.json');
  expect(body.elements.length).toBeGreaterThan(200);
  const style = await call('GET', '/pages.css');
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.body).not.toMatch(/url\(|@import/);
});

test('what is said to be kept is what is kept', async () => {
  const { body } = await call('GET', '/privacy');
  expect(body).toContain('180 days');
  expect(body).toContain('3 years');
  expect(body.match(/<tr>/g).length).toBe(2 + 13 + 9);
});

test('a weakness is reported where the worker says', async () => {
  const at = async (contact?: string) =>
    (await app.request('/security', {}, { ...env, ...(contact && { SECURITY_CONTACT: contact }) })).text();
  expect(await at()).toContain('Tell the district’s contact');
  expect(await at('mailto:safe@district.example')).toContain(
    '<a href="mailto:safe@district.example">safe@district.example</a>',
  );
  expect(await at('javascript:alert(1)')).toContain('Tell the district’s contact');
  expect(await at('https://x.example/"><b>')).not.toContain('<b>');
});
