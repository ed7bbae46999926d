/**
 * A two-way table as its readers have it: rows are groups of people, columns are what is told about them. The last of
 * each row is its total, the last row has the columns' totals. Null: hidden.
 */
export type PublishedTable = readonly (readonly (number | null)[])[];

/** The least and the most a hidden entry can be; `Infinity` when nothing bounds it. */
export type Interval = readonly [least: number, most: number];

/**
 * What a table gives away. `exact`: a hidden entry has one value left; `narrow`: too few; `small`: it is from 1 to
 * `minimum` − 1, whatever it is; `whole_group`: everybody in a row is in one column, or all but one, who then knows it
 * of the rest.
 */
export type Disclosure = { row: number; column: number; kind: 'exact' | 'narrow' | 'small' | 'whole_group' };

/**
 * What is asked of a hidden entry beyond not being known: that it may be nobody or a large group, because "somewhere
 * from 1 to 9" already tells of the small group that was to be hidden; and that its values span `spread`, because one
 * of its people, knowing of themselves, takes one value away.
 */
export type Protection = {
  minimum?: number;
  spread?: number;
  /** Readers know that a row which shows anything shows its zeros: what it hides is at least 1. */
  zerosShown?: boolean;
  /** What is hidden, where it is known: it need not be reckoned first. It changes no answer. */
  truth?: readonly (readonly number[])[];
};

/**
 * The interval of every entry of a table whose rows and columns add up, entries ≥ 0: exact bounds, not a count of what
 * is hidden, of which two in each row and column are not enough (FCSM Statistical Policy Working Paper 22, 1994;
 * science.md §3.15 SUP-2). A two-way table is a network, so its bounds are those of a flow, and whole numbers.
 * @throws RangeError when no table fits what is published
 */
export function intervalsOf(table: PublishedTable): Interval[][] {
  const flow = flowOf(table);
  return table.map((line, row) =>
    line.map((entry, column) =>
      entry === null ? [flow.least(row, column, 0), flow.most(row, column, Infinity)] : [entry, entry],
    ),
  );
}

/** What a published table gives away; it is safe when that is nothing. */
export function disclosuresOf(
  table: PublishedTable,
  { minimum = 10, spread = 2, zerosShown = false, truth }: Protection = {},
): Disclosure[] {
  const flow = flowOf(table, zerosShown, truth);
  const last = table[0]!.length - 1;
  return table.flatMap((line, row) =>
    line.flatMap((entry, column): Disclosure[] => {
      const total = line[last]!;
      const kind =
        (entry === null && hiddenKind(row, column, total)) || (column < last && wholeKind(row, column, total));
      return kind ? [{ row, column, kind }] : [];
    }),
  );

  // Bounds are sought no further than the answer needs, so that a large district costs little.
  function hiddenKind(row: number, column: number, total: number | null) {
    // A group of one spans no more.
    const span = Math.min(spread, total ?? spread);
    let most = flow.most(row, column, minimum);
    const least = flow.least(row, column, most < minimum ? 0 : most - span);
    if (most - least < span) most = flow.most(row, column, least + span);
    if (most === least) return span > 0 && 'exact';
    if (most - least < span) return 'narrow';
    return least > 0 && most < minimum && 'small';
  }

  function wholeKind(row: number, column: number, total: number | null) {
    if (total === null || last < 2) return false;
    const whole = Math.max(1, total - 1);
    return flow.least(row, column, whole - 1) >= whole && 'whole_group';
  }
}

/** Some table that fits what is published, and how far each of its entries can be moved with the others giving way. */
function flowOf(table: PublishedTable, zerosShown = false, truth?: Protection['truth']) {
  const [rows, columns] = [table.length - 1, table[0]!.length - 1];
  // Each line is a node. The total of all is an arc between two more, from the columns' totals to the rows'.
  const [sums, grand, source, sink] = [rows + columns, rows + columns + 1, rows + columns + 2, rows + columns + 3];
  const to: number[] = [];
  /** How much more an arc can carry. The arc back (`arc ^ 1`) can take back what this one carries. */
  const room: number[] = [];
  const from: number[][] = Array.from({ length: sink + 1 }, () => []);
  const arc = (start: number, end: number, most: number) => {
    from[start]!.push(to.push(end) - 1);
    from[end]!.push(to.push(start) - 1);
    room.push(most, 0);
    return room.length - 2;
  };
  /** By which arc each node was reached, and the nodes in that order. */
  const reached = new Int32Array(sink + 1);
  const queue = new Int32Array(sink + 1);
  const excess = Array<number>(sink + 1).fill(0);
  /** The least that is known of what a row hides before anything is reckoned. */
  const floors = table.map(line => (zerosShown && line.slice(0, -1).some(entry => entry !== null) ? 1 : 0));
  const arcs = table.map((line, row) =>
    line.map((entry, column) => {
      const start = row < rows && column < columns ? row : row < rows ? grand : column < columns ? rows + column : sums;
      const end = row < rows && column < columns ? rows + column : row < rows ? row : column < columns ? sums : grand;
      const value = entry ?? truth?.[row]?.[column] ?? floor(row, column);
      excess[end]! += value;
      excess[start]! -= value;
      if (entry !== null) return entry;
      const one = arc(start, end, Infinity);
      room[one ^ 1] = value - floor(row, column);
      return one;
    }),
  );
  let wanted = 0;
  excess.forEach((more, node) => {
    if (more > 0) arc(source, node, more);
    if (more < 0) arc(node, sink, -more);
    wanted += Math.max(0, more);
  });
  if (push(source, sink, wanted).sent < wanted) throw new RangeError('no table has these entries and totals');
  for (const node of [source, sink]) for (const one of from[node]!) room[one] = room[one ^ 1] = 0;

  /**
   * Sends up to `most` from one node to another, by short ways (Edmonds & Karp 1972), never over `but`. Stops where there
   * is no end to it. Ways are sought from the row's side, which has few arcs, and one step ahead: a large district has
   * thousands in a column.
   */
  function push(start: number, end: number, most: number, but = -1): { sent: number; endless: boolean } {
    const back = end < rows;
    const [near, far] = back ? [end, start] : [start, end];
    const isFree = (one: number) => one !== -1 && room[one]! > 0 && one >> 1 !== but >> 1;
    let sent = 0;
    while (sent < most) {
      reached.fill(-1);
      queue[0] = near;
      for (let [next, size] = [0, 1]; next < size && reached[far] === -1; next++) {
        for (const out of from[queue[next]!]!) {
          const node = to[out]!;
          const one = back ? out ^ 1 : out;
          if (reached[node] !== -1 || node === near || !isFree(one)) continue;
          reached[node] = one;
          const rest = back ? between(far, node) : between(node, far);
          if (isFree(rest)) {
            reached[far] = rest;
            break;
          }
          queue[size++] = node;
        }
      }
      if (reached[far] === -1) break;
      const way: number[] = [];
      for (let node = far; node !== near; node = to[back ? way.at(-1)! : way.at(-1)! ^ 1]!) way.push(reached[node]!);
      const amount = way.reduce((least, one) => Math.min(least, room[one]!), most - sent);
      if (amount === Infinity) return { sent, endless: true };
      for (const one of way) {
        room[one]! -= amount;
        room[one ^ 1]! += amount;
      }
      sent += amount;
    }
    return { sent, endless: false };
  }

  /** The arc of a hidden cell, from its row to its column or back; −1 between all else. */
  function between(start: number, end: number): number {
    const [row, column] = start < rows ? [start, end - rows] : [end, start - rows];
    if (row >= rows || column < 0 || column >= columns || table[row]![column] !== null) return -1;
    return start < rows ? arcs[row]![column]! : arcs[row]![column]! ^ 1;
  }

  function floor(row: number, column: number): number {
    return column < columns ? floors[row]! : 0;
  }

  /** Moves an entry by what others can give: around the circle that closes with it. */
  function move(one: number, up: boolean, most: number): number {
    const [start, end] = [to[one ^ 1]!, to[one]!];
    const { sent, endless } = up ? push(end, start, most, one) : push(start, end, most, one);
    room[one ^ 1]! += up ? sent : -sent;
    return endless ? Infinity : sent;
  }

  /** An entry as it is now, and its arc when it can move. */
  function entryAt(row: number, column: number) {
    const one = arcs[row]![column]!;
    const known = table[row]![column] ?? null;
    return known !== null ? { value: known } : { value: floor(row, column) + room[one ^ 1]!, one };
  }

  return {
    /** The least an entry can be, or something no more than `enough`. */
    least(row: number, column: number, enough: number): number {
      const { value, one } = entryAt(row, column);
      if (one === undefined || value <= enough) return value;
      return value - move(one, false, value - Math.max(floor(row, column), enough));
    },
    /** The most an entry can be, or something no less than `enough`. */
    most(row: number, column: number, enough: number): number {
      const { value, one } = entryAt(row, column);
      return one === undefined || value >= enough ? value : value + move(one, true, enough - value);
    },
  };
}
