import type { Dock } from '../messages.ts';
import { database } from './database.ts';

/** The side on which the panel was last put on a site. */
export async function dockOn(origin: string): Promise<Dock> {
  const db = await database();
  return (await db.get('settings', `dock ${origin}`)) === 'left' ? 'left' : 'right';
}

export async function keepDock(origin: string, to: Dock): Promise<void> {
  const db = await database();
  await db.put('settings', to, `dock ${origin}`);
}
