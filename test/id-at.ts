/** The UUIDv7 (RFC 9562) of an instant in milliseconds, with up to 48 bits of one's own instead of chance. */
export function idAt(ms: number, own = 0): string {
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  const rest = own.toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}
