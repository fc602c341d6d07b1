import type { StatePort } from "../functions/detect/ports.ts";

/** The value, in which nothing can be changed any more; bytes and maps are left as they are. */
export function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFrozen(inner);
  return value;
}

/** States are shared between batches, so whoever changes one changes what is remembered: here that throws. */
export function withFrozenStates(states: StatePort): StatePort {
  return {
    load: async (systemId) => deepFrozen(await states.load(systemId)),
    pack: (state, effects) => states.pack(deepFrozen(state), effects),
    commit: async (systemId, base, packed) => deepFrozen(await states.commit(systemId, base, packed)),
  };
}
