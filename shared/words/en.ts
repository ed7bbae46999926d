/** English, and the list of keys that the other languages must have. */
export const en = {
  'ring.none': 'Deskside: start an improvement cycle for this lesson',
  'ring.plan': 'Deskside: Plan is next',
  'ring.do': 'Deskside: Do is next',
  'ring.check': 'Deskside: Check is next',
  'ring.act': 'Deskside: Act is next',
  'ring.closed': 'Deskside: cycle closed',
  'ring.due': '{label}, due',
  'ring.waiting.one': '{n} waiting',
  'ring.waiting.other': '{n} waiting',

  // background: what it says through the marker
  'background.panelTitle': 'Deskside: improvement cycle',
} as const;
