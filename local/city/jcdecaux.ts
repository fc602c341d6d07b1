import type { Publication, Reading } from "./readings.ts";

export type JcdecauxVersion = 1 | 3;

/** Returns the answer to `/vls/vN/stations`: an array of stations. */
export function jcdecauxStations(
  version: JcdecauxVersion,
  contract: string,
  { readings }: Publication,
): unknown[] {
  const write = version === 1 ? stationVersion1 : stationVersion3;
  return readings.map((reading) => write(contract, reading));
}

function stationVersion1(contract: string, { plan, counts, outage, reportedAt }: Reading) {
  return {
    number: Number(plan.stationId),
    contract_name: contract,
    name: plan.name,
    address: plan.address,
    position: { lat: plan.latitude, lng: plan.longitude },
    banking: false,
    bonus: false,
    status: outage === "closed" ? "CLOSED" : "OPEN",
    bike_stands: plan.capacity,
    available_bike_stands: counts.docks,
    available_bikes: counts.classic + counts.electric,
    last_update: reportedAt,
  };
}

function stationVersion3(contract: string, reading: Reading) {
  const { plan, outage, reportedAt } = reading;
  return {
    number: Number(plan.stationId),
    contractName: contract,
    name: plan.name,
    address: plan.address,
    position: { latitude: plan.latitude, longitude: plan.longitude },
    banking: false,
    bonus: false,
    status: outage === "closed" ? "CLOSED" : "OPEN",
    lastUpdate: new Date(reportedAt - (reportedAt % 1000)).toISOString().replace(".000Z", "Z"),
    connected: outage !== "disconnected",
    overflow: false,
    shape: null,
    totalStands: stands(reading),
    mainStands: stands(reading),
    overflowStands: null,
  };
}

function stands({ plan, counts }: Reading) {
  return {
    availabilities: {
      bikes: counts.classic + counts.electric,
      stands: counts.docks,
      mechanicalBikes: counts.classic,
      electricalBikes: counts.electric,
      electricalInternalBatteryBikes: 0,
      electricalRemovableBatteryBikes: counts.electric,
    },
    capacity: plan.capacity,
  };
}
