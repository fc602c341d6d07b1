/** The newest snapshot: absent stations have `present` false and unknown counts. */
export interface Columns {
  readonly present: boolean[];
  readonly vehicles: (number | null)[];
  readonly docks: (number | null)[];
  readonly flags: number[];
}

/** Columns of stations that are all absent. */
export function emptyColumns(count: number): Columns {
  return {
    present: new Array<boolean>(count).fill(false),
    vehicles: new Array<number | null>(count).fill(null),
    docks: new Array<number | null>(count).fill(null),
    flags: new Array<number>(count).fill(0),
  };
}
