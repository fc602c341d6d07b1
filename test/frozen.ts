import type { StatePort } from "../functions/detect/ports.ts";

/** Freezes the value deeply, except bytes and maps. */
export function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFrozen(inner);
  return value;
}

/** Freezes loaded states: batches share them, so changing one would change what is remembered. Here that throws. */
export function withFrozenStates(states: StatePort): StatePort {
  return {
    load: async (systemId) => deepFrozen(await states.load(systemId)),
    pack: (state, effects, looks) => states.pack(deepFrozen(state), effects, looks),
    commit: async (systemId, base, packed, ruleBook) =>
      deepFrozen(await states.commit(systemId, base, packed, ruleBook)),
  };
}
