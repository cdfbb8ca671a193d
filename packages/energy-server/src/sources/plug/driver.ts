// The driver of network plugs with a meter: those that people configured, and no others. The network is never searched.

import type { SourceDriver } from '../source.ts';
import { openPlug } from './open-plug.ts';
import { PlugsOptions, plugId } from './options.ts';

export const plugDriver: SourceDriver<PlugsOptions> = {
  kind: 'plug',
  fallback: false,
  options: PlugsOptions,
  discover({ plugs }, host) {
    return plugs.map((options) => ({
      id: plugId(options),
      title: `${options.name ?? 'Plug'} (${options.address})`,
      status: 'ready',
      open: () => openPlug(options, host),
    }));
  },
};
