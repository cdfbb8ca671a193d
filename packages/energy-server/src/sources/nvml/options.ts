// What people can set about NVIDIA GPUs: the section `nvml` of the config file.

import * as z from 'zod';

export const NvmlOptions = z.strictObject({
  enabled: z.boolean().default(true).describe('look for NVIDIA GPUs'),
  library: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('the file of NVIDIA’s management library (NVML); null means where drivers install it'),
});
export type NvmlOptions = z.infer<typeof NvmlOptions>;
