declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** How long tables stay in CREATING, DELETING and UPDATING, in milliseconds. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    /** The folder where LevelDB keeps the tables; in memory where absent. */
    readonly path?: string;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}

declare module "dynalite/db/index.js" {
  interface Store {
    readonly db: { open(): Promise<void>; close(): Promise<void> };
  }

  const databases: { create(options: { readonly path: string }): Store };
  export default databases;
}
