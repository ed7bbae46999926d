import { Refusal } from '../shared/problem.ts';

/** What a district's own key can do. Nothing of it can be read off: the key never leaves WebCrypto. */
export type Seal = {
  /** `text` as nobody reads it without the key. `place` is bound in: elsewhere it does not open. */
  close: (place: string, text: string) => Promise<string>;
  /** @throws Error when it was changed, or moved from its place */
  open: (place: string, sealed: string) => Promise<string>;
  /** A stand-in that tells nothing of a text: the same for the same text, in this district alone. 64 hex digits. */
  mark: (text: string) => Promise<string>;
};

/** Whose tables are written, and what closes the words in them. */
export type Home = { district: string; seal: Seal };

const BYTES = 32;
const IV = 12;
const seals = new Map<string, Promise<Seal>>();

/** A new random key for a district, wrapped by the worker's secret. */
export async function newKey(secret: string | undefined, district: string): Promise<string> {
  const wrap = await importAes(await rawSecret(secret));
  return close(wrap, `district/${district}`, crypto.getRandomValues(new Uint8Array(BYTES)));
}

/**
 * The seal of a district, from its wrapped key; unwrapped once for each worker instance.
 * @throws Refusal server.unready when the worker's secret is missing, or is not the one the key was wrapped with
 */
export function sealOf(secret: string | undefined, district: string, wrapped: string): Promise<Seal> {
  const name = [secret, district, wrapped].join(' ');
  const made = seals.get(name) ?? unwrap(secret, district, wrapped);
  seals.set(name, made);
  made.catch(() => seals.delete(name));
  return made;
}

/** A stand-in for a text of the worker's own, which belongs to no district yet. @throws Refusal server.unready */
export async function workerMark(secret: string | undefined, text: string): Promise<string> {
  const key = await importHmac(await derive(new Uint8Array(await rawSecret(secret)), 'codes'));
  return mark(key, text);
}

async function unwrap(secret: string | undefined, district: string, wrapped: string): Promise<Seal> {
  const wrap = await importAes(await rawSecret(secret));
  const raw = await open(wrap, `district/${district}`, wrapped).catch(() => {
    throw new Refusal('server.unready');
  });
  const aes = await importAes(await derive(raw, 'seal'));
  const hmac = await importHmac(await derive(raw, 'mark'));
  return {
    close: (place, text) => close(aes, place, new TextEncoder().encode(text)),
    open: async (place, sealed) => new TextDecoder().decode(await open(aes, place, sealed)),
    mark: text => mark(hmac, text),
  };
}

/** The worker's secret: base64 of 32 random bytes or more. */
async function rawSecret(secret: string | undefined): Promise<ArrayBuffer> {
  const bytes = bytesOf(secret ?? '');
  if (bytes.byteLength < BYTES) throw new Refusal('server.unready');
  return derive(bytes, 'wrap');
}

async function derive(from: Uint8Array<ArrayBuffer>, info: string): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey('raw', from, 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(info) };
  return crypto.subtle.deriveBits(hkdf, key, BYTES * 8);
}

function importAes(raw: ArrayBuffer): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function importHmac(raw: ArrayBuffer): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

async function mark(key: CryptoKey, text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
  return hex(bytes);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** AES-GCM with a random 96-bit IV in front, as base64 (NIST SP 800-38D). */
async function close(key: CryptoKey, place: string, bytes: Uint8Array): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const additionalData = new TextEncoder().encode(place);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, new Uint8Array(bytes)),
  );
  const whole = new Uint8Array(IV + sealed.byteLength);
  whole.set(iv);
  whole.set(sealed, IV);
  return textOf(whole);
}

async function open(key: CryptoKey, place: string, sealed: string): Promise<Uint8Array<ArrayBuffer>> {
  const whole = bytesOf(sealed);
  const additionalData = new TextEncoder().encode(place);
  const algorithm = { name: 'AES-GCM', iv: whole.subarray(0, IV), additionalData };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, whole.subarray(IV)));
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), one => one.charCodeAt(0));
}
