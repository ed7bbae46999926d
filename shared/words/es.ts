import type { Words } from '../words.ts';

export const es: Words = {
  'ring.none': 'Deskside: empezar un ciclo de mejora para esta lección',
  'ring.plan': 'Deskside: sigue Planificar',
  'ring.do': 'Deskside: sigue Hacer',
  'ring.check': 'Deskside: sigue Verificar',
  'ring.act': 'Deskside: sigue Actuar',
  'ring.closed': 'Deskside: ciclo cerrado',
  'ring.due': '{label}, pendiente',
  'ring.waiting.one': '{n} en espera',
  'ring.waiting.other': '{n} en espera',

  // background: what it says through the marker
  'background.panelTitle': 'Deskside: ciclo de mejora',
};
