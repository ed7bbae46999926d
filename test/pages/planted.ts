/** Made-up students, planted all over the look-alike pages: none of these names may ever be read or sent. */
export const plantedNames = [
  'Zephyrine Quillfeather',
  'Barnaby Oxenstjerna',
  'Ximena Valdecañas',
  'Tadhg Ó Murchadha',
  'Priyanka Venkataraghavan',
  'Wolfgang Dinkelspiel',
  'Anneliese Thorvaldsen',
  'Kwabena Asantewaa',
] as const;
