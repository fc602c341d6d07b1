import { poll } from "../../functions/poll/poll.ts";
import { newPoller, type Poller } from "./containers.ts";
import type { World } from "./world.ts";

/** The time-out in infra. */
const TIMEOUT_MS = 50_000;

/** Less than what makes a record one of the future. */
const FORWARD_MS_MAX = 4 * 60_000;
const BACK_MS_MAX = 10 * 60_000;

/** A container's clock may be wrong from one run to the next; in calm it is right. */
function setClock(poller: Poller, { mishaps, random, answers }: World): void {
  if (mishaps.isCalm) poller.clockMs = 0;
  if (mishaps.strike("clock of a poller set back", 2)) poller.clockMs = -random.below(BACK_MS_MAX);
  if (mishaps.strike("clock of a poller set forward", 2)) poller.clockMs = random.below(FORWARD_MS_MAX);
  answers.clocks.set(poller.name, poller.clockMs);
}

/** The containers of `poll`, kept warm as Lambda keeps them. */
export class SimulatedPollers {
  readonly #world: World;
  readonly #idle: Poller[] = [];
  #containers = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Warm containers have old code from now on, so none is reused. */
  deploy(): void {
    this.#idle.length = 0;
  }

  start(): void {
    const { time, mishaps, ledger, deployment, answers } = this.#world;
    const poller = this.#container();
    poller.isLate = false;
    poller.endsAt = time.now + TIMEOUT_MS;
    setClock(poller, this.#world);
    const stop = time.after(TIMEOUT_MS, () => {
      if (!poller.isAlive) return;
      mishaps.count("poll timed out");
      this.#world.tell(`${poller.name} is stopped`);
      if (!poller.isLate) answers.accuse(`${poller.name} was stopped, and nothing was late but its feeds`);
      poller.die();
    });
    poll(deployment.configuration, poller.ports).then(
      ({ failures }) => {
        stop();
        if (deployment === this.#world.deployment) this.#idle.push(poller);
        for (const failure of failures) this.#world.tell(`${poller.name} is in trouble: ${failure}`);
      },
      (error: unknown) => ledger.violations.push(`poll threw: ${String(error)}`),
    );
  }

  #container(): Poller {
    const { random } = this.#world;
    const warm = random.chance(0.8) ? this.#idle.pop() : undefined;
    // A late answer can kill a container that has already ended its poll.
    return warm?.isAlive === true ? warm : newPoller(this.#world, `poll#${++this.#containers}`);
  }
}
