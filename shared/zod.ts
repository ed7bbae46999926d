// The only import of zod. `jitless` must be set before the first schema is built: without it zod probes
// `new Function`, which an extension's content security policy reports as a violation.

import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

z.config({ jitless: true, ...en() });

export { z };
