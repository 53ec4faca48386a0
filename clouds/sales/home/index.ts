import { homeFigures } from './figures.ts';
import { sellerLeads } from './leads.ts';
import { sellerDay } from './seller-day.ts';
import { teamDay } from './team.ts';
import { waitingForMe } from './waiting.ts';

export const homeSections = [sellerDay, sellerLeads, waitingForMe, teamDay, homeFigures];
