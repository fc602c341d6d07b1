import { describe, expect, it } from "vitest";
import { readVehicleTypes, tooLongToKeep } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { GBFS, gbfsBody, JCDECAUX, observed } from "./bodies.ts";

const TYPES = [
  { vehicle_type_id: "bike", form_factor: "bicycle", propulsion_type: "human" },
  { vehicle_type_id: "ebike", form_factor: "bicycle", propulsion_type: "electric_assist" },
  { vehicle_type_id: "cargo", form_factor: "cargo_bicycle", propulsion_type: "electric" },
  { vehicle_type_id: "scooter", form_factor: "scooter_standing", propulsion_type: "electric" },
  { vehicle_type_id: "car", form_factor: "car", propulsion_type: "combustion" },
  { vehicle_type_id: "__proto__", propulsion_type: "electric_assist" },
];
const typesBody = (vehicle_types: unknown) => JSON.stringify({ data: { vehicle_types } });
const VEHICLE_TYPES = readVehicleTypes(typesBody(TYPES));

describe("vehicle_types", () => {
  it("tell e-bikes by propulsion, and bikes by form", () => {
    expect(VEHICLE_TYPES).toEqual({
      ebikes: ["ebike", "cargo", "__proto__"],
      others: ["bike", "scooter", "car"],
    });
  });

  it("of which one cannot be read tell of the others, and read numbers for ids as those of stations", () => {
    const odd = [{ propulsion_type: "electric" }, null, { vehicle_type_id: {} }];
    expect(readVehicleTypes(typesBody([...odd, ...TYPES]))).toEqual(VEHICLE_TYPES);
    const numbers = typesBody([{ vehicle_type_id: 7, form_factor: "bicycle", propulsion_type: "electric" }]);
    expect(readVehicleTypes(numbers)).toEqual({ ebikes: ["7"], others: [] });
  });

  it.each([
    ["no list", typesBody({ bike: 1 })],
    ["a type that is none", typesBody([null])],
    ["no data", "{}"],
    ["nothing", ""],
    ["a page", "<html>"],
  ])("with %s tell nothing", (_, text) => expect(readVehicleTypes(text)).toBeNull());

  it("of some four hundred long ids are kept, and more are said", () => {
    const types = (count: number) => ({
      ebikes: Array.from({ length: count }, (_, index) => `${index}`.padEnd(36, "x")),
      others: [],
    });
    expect(tooLongToKeep(types(430))).toBeNull();
    expect(tooLongToKeep(types(440))).toBe(
      "the ids of 440 vehicle types have 16280 characters, expected at most 16000: e-bikes are unknown where the feed counts them by type alone",
    );
  });
});

describe("the e-bikes of a GBFS station", () => {
  function ebikesOf(station: object, types = VEHICLE_TYPES) {
    const status = parseStatus(GBFS, gbfsBody([{ station_id: "a", ...station }]), types);
    return status.type === "status" ? status.stations[0]?.ebikes : status.reason;
  }
  const byType = (...counts: [id: unknown, count: unknown][]) => ({
    vehicle_types_available: counts.map(([vehicle_type_id, count]) => ({ vehicle_type_id, count })),
  });

  it.each<[string, object, number | undefined]>([
    ["counted apart", { num_bikes_available: 5, num_ebikes_available: 2 }, 2],
    ["none, counted apart", { num_bikes_available: 5, num_ebikes_available: 0 }, 0],
    ["counted apart where the vehicles are unknown", { num_ebikes_available: 2 }, 2],
    [
      "named in a list",
      { num_bikes_available: 3, num_bikes_available_types: [{ mechanical: 1 }, { ebike: 2 }] },
      2,
    ],
    [
      "named in an object",
      { num_bikes_available: 3, num_bikes_available_types: { mechanical: 1, ebike: 2 } },
      2,
    ],
    [
      "named without e-bikes",
      { num_bikes_available: 3, num_bikes_available_types: [{ mechanical: 3 }] },
      undefined,
    ],
    [
      "counted by type",
      { num_vehicles_available: 9, ...byType(["bike", 4], ["ebike", 2], ["cargo", 1], ["scooter", 2]) },
      3,
    ],
    ["counted by a type called __proto__", byType(["__proto__", 2], ["bike", 1]), 2],
    ["of no type that is there", { num_bikes_available: 4, ...byType(["bike", 4]) }, 0],
    ["perhaps of a type that nobody knows", byType(["ebike", 2], ["new", 1]), undefined],
    ["not of an unknown type of which there is none", byType(["ebike", 2], ["new", 0]), 2],
    ["of a type whose count is no count", byType(["ebike", "2"], ["bike", 1]), undefined],
    ["of a type without a name", byType([undefined, 2]), undefined],
    ["in no list", { vehicle_types_available: { ebike: 2 } }, undefined],
    ["more than there are vehicles", { num_bikes_available: 0, num_ebikes_available: 2 }, undefined],
    ["not a count", { num_bikes_available: 5, num_ebikes_available: -1 }, undefined],
    ["counted apart, before by type", { num_ebikes_available: 1, ...byType(["ebike", 2]) }, 1],
    [
      "by type, where what is counted apart is no count",
      { num_ebikes_available: "1", ...byType(["ebike", 2]) },
      2,
    ],
    ["told by nobody", { num_bikes_available: 5 }, undefined],
  ])("%s", (_, station, expected) => expect(ebikesOf(station)).toBe(expected));

  it("are unknown by type where the types are", () => {
    expect(ebikesOf(byType(["ebike", 2]), null)).toBeUndefined();
    expect(ebikesOf({ num_ebikes_available: 2 }, null)).toBe(2);
  });
});

describe("the e-bikes of a JCDecaux station", () => {
  const station = (availabilities: object) => ({
    number: 1,
    totalStands: { availabilities: { bikes: 5, stands: 3, ...availabilities }, capacity: 10 },
  });

  it.each<[string, object, number | undefined]>([
    ["the whole", { electricalBikes: 2 }, 2],
    [
      "the whole, whatever its parts",
      { electricalBikes: 2, electricalInternalBatteryBikes: 9, electricalRemovableBatteryBikes: 9 },
      2,
    ],
    ["the parts", { electricalInternalBatteryBikes: 1, electricalRemovableBatteryBikes: 2 }, 3],
    ["unknown with one part alone", { electricalInternalBatteryBikes: 1 }, undefined],
    ["unknown where there are more than bikes", { electricalBikes: 6 }, undefined],
    ["unknown where nothing is said", { mechanicalBikes: 5 }, undefined],
  ])("are %s", (_, availabilities, expected) => {
    expect(observed(JCDECAUX, station(availabilities)).ebikes).toBe(expected);
  });

  it("are unknown in v1, which does not tell them apart", () => {
    const v1 = { number: 1, bike_stands: 10, available_bikes: 5, available_bike_stands: 3 };
    expect(observed(JCDECAUX, v1).ebikes).toBeUndefined();
  });
});
