import { assertOnThisMachine } from "./plan.ts";

/** Where the suite deploys to. How it is reached, the variables of AWS say. */
export interface Place {
  readonly name: string;
  /** An emulator, and what it runs reaches this machine's loopback. */
  readonly isOnThisMachine: boolean;
  /** What the deployed poller asks in place of the suite's own city; null where it reaches that. */
  readonly feed: string | null;
}

const PLACE = "STATIONWATCH_DEPLOYED_TO";

/** The variable by which the suite's process knows its place. */
export function placeVariable(place: Place): Record<string, string> {
  return { [PLACE]: JSON.stringify(place) };
}

/** Throws where nobody has said a place, and where one on this machine could be elsewhere. */
export function placeFrom(environment: NodeJS.ProcessEnv): Place {
  const text = environment[PLACE];
  if (text === undefined) throw new Error("nobody has said where to deploy to: npm run test:deployed does");
  const place = JSON.parse(text) as Place;
  if (place.isOnThisMachine) assertOnThisMachine(environment);
  return place;
}
