import type { Provider } from '../../shared/records/provider.ts';
import type { Database } from '../http.ts';
import { listThings, readThing } from './map.ts';

/** A district's provider. Its secret is still sealed. */
export type Offered = { id: string; provider: Provider };

/** More than a person would look through. */
const MOST = 20;

export async function listProviders(db: Database, district: string): Promise<Offered[]> {
  const things = await listThings(db, district, 'provider', { after: '', limit: MOST });
  return things.map(({ id, body }) => ({ id, provider: body as Provider }));
}

export async function readProvider(db: Database, district: string, id: string): Promise<Provider | null> {
  const thing = await readThing(db, district, 'provider', id);
  return thing && (thing.body as Provider);
}
