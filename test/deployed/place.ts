import { assertOnThisMachine } from "./plan.ts";

/** Where the suite deploys to. The AWS variables say how to reach it. */
export interface Place {
  readonly name: string;
  /** Whether the place is an emulator whose functions reach this machine's loopback. */
  readonly isOnThisMachine: boolean;
  /** The feed that the deployed poller polls; null when it can reach the suite's own city. */
  readonly feed: string | null;
}

const PLACE = "STATIONWATCH_DEPLOYED_TO";

/** The variable that names the place to the suite's process. */
export function placeVariable(place: Place): Record<string, string> {
  return { [PLACE]: JSON.stringify(place) };
}

/** Throws when no place is named, and when a place called local could be elsewhere. */
export function placeFrom(environment: NodeJS.ProcessEnv): Place {
  const text = environment[PLACE];
  if (text === undefined) throw new Error("nobody has said where to deploy to: npm run test:deployed does");
  const place = JSON.parse(text) as Place;
  if (place.isOnThisMachine) assertOnThisMachine(environment);
  return place;
}
