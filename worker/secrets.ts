import { type NounName, secretsOf } from '../shared/records/map.ts';
import type { Seal } from './seal.ts';

type Body = Record<string, unknown>;

/** What of a thing may be read: all but its secrets. */
export function withoutSecrets<B extends object>(noun: NounName, body: B): B {
  const secret = Object.keys(secretsOf(noun));
  return secret.length === 0
    ? body
    : (Object.fromEntries(Object.entries(body).filter(([name]) => !secret.includes(name))) as B);
}

/**
 * A body as it is stored: secrets that were given are sealed in their place; one that was not stays as it was, unless it
 * was `dropped`, or would now be told to somebody else.
 */
export async function closeSecrets<B extends object>(
  seal: Seal,
  noun: NounName,
  id: string,
  given: B,
  before: object | undefined,
  dropped: readonly string[] = [],
): Promise<B> {
  const body = { ...given } as Body;
  const old = (before ?? {}) as Body;
  for (const [name, toldTo] of Object.entries(secretsOf(noun)))
    if (typeof body[name] === 'string') body[name] = await seal.close(placeOf(noun, id, name), body[name]);
    else if (old[name] !== undefined && !dropped.includes(name) && toldTo.every(field => old[field] === body[field]))
      body[name] = old[name];
  return body as B;
}

export function openSecret(seal: Seal, noun: NounName, id: string, name: string, sealed: string): Promise<string> {
  return seal.open(placeOf(noun, id, name), sealed);
}

function placeOf(noun: NounName, id: string, name: string): string {
  return `map/${noun}/${id}/${name}`;
}
