import type { Words } from '../words.ts';

export const fr: Words = {
  'ring.none': 'Deskside : commencer un cycle d’amélioration pour cette leçon',
  'ring.plan': 'Deskside : étape suivante, Planifier',
  'ring.do': 'Deskside : étape suivante, Faire',
  'ring.check': 'Deskside : étape suivante, Vérifier',
  'ring.act': 'Deskside : étape suivante, Agir',
  'ring.closed': 'Deskside : cycle terminé',
  'ring.due': '{label}, à faire',
  'ring.waiting.one': '{n} en attente',
  'ring.waiting.other': '{n} en attente',

  // background: what it says through the marker
  'background.panelTitle': 'Deskside : cycle d’amélioration',
};
