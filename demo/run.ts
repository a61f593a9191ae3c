/** Starts the whole demo in one process: the CRM, Sluice in front of it, and the page that compares the two. */
import { startCrm } from './crm/crm.js';
import { startSluice } from './sluice.js';
import { startStage } from './stage/stage.js';

export interface DemoOptions {
  /** Port of the demo page; 0, the default, picks a free one. All other ports are always free ones. */
  readonly port?: number;
  /** Stretches or shortens every wait of the script. Default 1. */
  readonly pace?: number;
}

export interface Demo {
  readonly page: string;
  readonly crm: string;
  readonly proxy: string;
  readonly admin: string;
  stop(): Promise<void>;
}

interface Stoppable {
  stop(): Promise<void>;
}

export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const running: Stoppable[] = [];
  const keep = <T extends Stoppable>(started: T): T => {
    running.unshift(started);
    return started;
  };
  const stop = async (): Promise<void> => {
    for (const part of running.splice(0)) await part.stop();
  };
  try {
    const crm = keep(await startCrm({ pace: options.pace ?? 1 }));
    const sluice = keep(await startSluice(crm.url));
    const addresses = { crm: crm.url, proxy: sluice.proxy, admin: sluice.admin };
    const stage = keep(await startStage(addresses, options.port ?? 0));
    return { page: stage.url, ...addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
