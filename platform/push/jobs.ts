import { defineJob, eachTenant } from '../module/index.ts';
import { purgeDevices } from './devices.ts';
import { pushJob } from './send.ts';

/** Every night: devices on which nobody is signed in any more. */
const purgeDevicesJob = defineJob({
  name: 'push.purge',
  schedule: '27 18 * * *',
  run: (job) => eachTenant(job, 'all', async (tenant) => void (await purgeDevices(await job.contextFor({ tenant })))),
});

export const pushJobs = [pushJob, purgeDevicesJob];
