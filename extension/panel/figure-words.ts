import type { ClassFigure } from '../../shared/records/check.ts';
import { figureValue } from '../../shared/records/check.ts';
import type { Language, Say } from '../../shared/words.ts';

type Unit = 'percent' | 'count' | 'score' | undefined;

/** "75%", "12": rounded for the eye only. */
export function figureInWords(language: Language, value: number, unit: Unit): string {
  const rounded = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  if (unit !== 'percent') return rounded.format(value);
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value / 100);
}

/** "18 of 24 (75%)". */
export function classFigureInWords(say: Say, language: Language, figure: ClassFigure, unit: Unit): string {
  if ('value' in figure) return figureInWords(language, figure.value, unit);
  const percent = figureInWords(language, figureValue(figure), 'percent');
  return say('panel.figure.countOf', { count: figure.count, of: figure.of, percent });
}

export function unitSign(say: Say, unit: Unit): string {
  return say(`panel.unit.${unit ?? 'score'}`);
}
