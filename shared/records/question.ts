import { EntryId } from './id.ts';
import { kind } from './kind.ts';
import { text } from './text.ts';

/** A question to whoever the cycle is shared with; it waits until somebody gives feedback (S0-R6). */
export const question = kind('question', 'owner', ['S0-R6'], { cycle: EntryId, text: text(1000) });
