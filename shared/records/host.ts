/** The parts of a URL that say whom one would ask. */
type Address = { protocol: string; hostname: string; port: string; username: string; password: string };

/** A name on the public internet: no number, and no name that means one's own machine or network. */
export const publicName =
  /^(?![\d.]+$)(?!(.*\.)?(localhost|local|internal|intranet|lan|home|corp|private|test|invalid|onion|home\.arpa)\.?$)([a-z0-9_-]+\.)+[a-z0-9-]+\.?$/;
export const loopbackName = /^(127\.0\.0\.1|localhost)$/;

/** May a worker ask this on somebody's behalf? https at its usual port, by a public name. A parsed URL holds no other notation of a number. */
export function isPublic({ protocol, hostname, port, username, password }: Address): boolean {
  return protocol === 'https:' && port === '' && username + password === '' && publicName.test(hostname);
}

/** This machine itself, in plain http: for trials and tests. */
export function isLoopback({ protocol, hostname }: Pick<Address, 'protocol' | 'hostname'>): boolean {
  return protocol === 'http:' && loopbackName.test(hostname);
}
