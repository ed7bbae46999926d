import { strFromU8, unzipSync } from 'fflate';
import { expect } from 'vitest';

/** The files of an export, after its manifest was checked: every file is in it, with its true hash and size. */
export async function unpack(bytes: Uint8Array) {
  const packed = unzipSync(bytes);
  const manifest = JSON.parse(strFromU8(packed['manifest.json']!));
  const { 'manifest.json': _, ...files } = packed;
  expect(manifest.files.map(({ name }: { name: string }) => name).sort()).toEqual(Object.keys(files).sort());
  for (const { name, bytes, sha256 } of manifest.files) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(files[name]!)));
    expect(bytes, name).toBe(files[name]!.byteLength);
    expect(sha256, name).toBe(Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join(''));
  }
  return {
    manifest,
    rows: Object.fromEntries(manifest.files.map(({ name, rows }: { name: string; rows: number }) => [name, rows])),
    text: (name: string) => strFromU8(files[name]!),
    json: (name: string) => JSON.parse(strFromU8(files[name]!)),
    lines: (name: string) =>
      strFromU8(files[name]!)
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    /** All of it, to look for words in. */
    whole: Object.values(packed)
      .map(one => strFromU8(one))
      .join('\n'),
  };
}

/** The cells of a CSV file (RFC 4180). */
export function cellsOf(csv: string): string[][] {
  const rows: string[][] = [];
  for (const line of csv.replace(/^\uFEFF/, '').matchAll(/((?:"(?:[^"]|"")*"|[^"\r])*)\r\n/g))
    rows.push(
      [...line[1]!.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) =>
        cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
      ),
    );
  return rows;
}
