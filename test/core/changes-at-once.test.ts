import fc from "fast-check";
import { expect, test } from "vitest";
import { changesAtOnce } from "../../functions/core/guards.ts";
import { flagsWith, IN_SERVICE, SHUT } from "./builders.ts";

test("what changes at once are the stations within their hours that vanish, run out, or change their service", () => {
  const FLAGS = {
    open: IN_SERVICE,
    shut: SHUT,
    returnsOnly: flagsWith({ isRenting: false, isReturning: true }),
    rentsOnly: flagsWith({ isRenting: true, isReturning: false }),
  };
  const count = fc.constantFrom(0, 1, 2, null);
  const side = fc.record({
    isThere: fc.constantFrom(true, true, true, false),
    vehicles: count,
    docks: count,
    service: fc.constantFrom("open", "open", "shut", "returnsOnly", "rentsOnly"),
  });
  type Side = typeof side extends fc.Arbitrary<infer One> ? One : never;
  const columnsOf = (sides: readonly Side[]) => ({
    present: sides.map(({ isThere }) => isThere),
    vehicles: sides.map(({ vehicles }) => vehicles),
    docks: sides.map(({ docks }) => docks),
    flags: sides.map(({ service }) => FLAGS[service]),
  });
  const served = ({ vehicles, docks, service }: Side) => (vehicles === 0 && docks === 0 ? "shut" : service);
  const pairs = fc.array(fc.record({ before: side, after: side, isOutside: fc.boolean() }), { maxLength: 8 });
  fc.assert(
    fc.property(pairs, fc.boolean(), (stations, haveOwnHours) => {
      const judged = stations.filter(
        ({ before, isOutside }) => before.isThere && !(haveOwnHours && isOutside),
      );
      const concerned = judged.filter(
        ({ before, after }) =>
          !after.isThere ||
          (after.vehicles === 0 && before.vehicles !== 0) ||
          (after.docks === 0 && before.docks !== 0) ||
          served(before) !== served(after),
      );
      const before = columnsOf(stations.map((one) => one.before));
      const after = columnsOf(stations.map((one) => one.after));
      const outside = haveOwnHours ? stations.map(({ isOutside }) => isOutside) : null;
      expect(changesAtOnce(before, after, outside)).toEqual({
        stations: concerned.length,
        known: judged.length,
      });
    }),
    { numRuns: 300 },
  );
});
