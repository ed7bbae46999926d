import { canvas } from './canvas.ts';
import { moodle } from './moodle.ts';
import { opensis } from './opensis.ts';
import { rosariosis } from './rosariosis.ts';
import type { Site } from './site.ts';

/** Every site Deskside knows. */
export const sites: readonly Site[] = [canvas, moodle, rosariosis, opensis];
