import core from './0001-core.ts';
import objectSchema from './0002-object-schema.ts';
import identity from './0012-identity.ts';
import searchEventsJobs from './0013-search-events-jobs.ts';
import imports from './0014-imports.ts';
import metadataParts from './0015-metadata-parts.ts';
import formulaFunctions from './0016-formula-functions.ts';
import tenantKeys from './0019-tenant-keys.ts';
import metadataWork from './0020-metadata-work.ts';
import packages from './0023-packages.ts';
import formulaFields from './0024-formula-fields.ts';
import movingValues from './0027-moving-values.ts';
import sandboxes from './0028-sandboxes.ts';
import searchLook from './0029-search-look.ts';
import sharing from './0030-sharing.ts';
import fieldRights from './0032-field-rights.ts';
import viewAs from './0033-view-as.ts';
import signIn from './0034-sign-in.ts';
import roleNetworks from './0035-role-networks.ts';
import credentials from './0036-credentials.ts';
import webhooks from './0037-webhooks.ts';
import matchKeys from './0038-match-keys.ts';
import merges from './0039-merges.ts';
import feed from './0040-feed.ts';
import mail from './0041-mail.ts';
import auditLog from './0042-audit-log.ts';
import dataProtection from './0043-data-protection.ts';
import handoverItems from './0044-handover-items.ts';
import leadLife from './0046-lead-life.ts';
import pools from './0048-pools.ts';
import assignment from './0049-assignment.ts';
import dealUpkeep from './0050-deal-upkeep.ts';
import workOfPrograms from './0052-work-of-programs.ts';
import matchKeyOrder from './0053-match-key-order.ts';
import leadScores from './0054-lead-scores.ts';
import dispatchRuns from './0055-dispatch-runs.ts';
import linkMoments from './0056-link-moments.ts';
import tagOrigins from './0057-tag-origins.ts';
import calendarFeed from './0058-calendar-feed.ts';
import mailboxes from './0060-mailboxes.ts';
import telephony from './0061-telephony.ts';
import guardedFiles from './0062-guarded-files.ts';
import playSteps from './0063-play-steps.ts';
import searchAgain from './0064-search-again.ts';
import poolRequests from './0065-pool-requests.ts';
import shiftsAndRejections from './0066-shifts-and-rejections.ts';
import calendarAccounts from './0069-calendar-accounts.ts';
import repBase from './0070-rep-base.ts';
import mailSignIn from './0071-mail-sign-in.ts';
import mailDrop from './0072-mail-drop.ts';
import automationOfImports from './0073-automation-of-imports.ts';
import webPush from './0074-web-push.ts';
import searchSample from './0075-search-sample.ts';
import searchProbes from './0076-search-probes.ts';
import workApps from './0077-work-apps.ts';
import workAppDepartments from './0078-work-app-departments.ts';
import sentMessages from './0079-sent-messages.ts';
import eventsOfColleagues from './0080-events-of-colleagues.ts';
import importKept from './0082-import-kept.ts';
import handoverTargets from './0083-handover-targets.ts';
import wonWithoutProof from './0084-won-without-proof.ts';
import signInMobiles from './0085-sign-in-mobiles.ts';
import searchOfCopies from './0086-search-of-copies.ts';
import leadsWithoutContact from './0087-leads-without-contact.ts';
import indexOfDeals from './0088-index-of-deals.ts';
import sourcesOfLeads from './0089-sources-of-leads.ts';
import versionsOfPoolsAndRules from './0093-versions-of-pools-and-rules.ts';
import columnsOfDeals from './0094-columns-of-deals.ts';
import forecastAndHoursOfDeals from './0095-forecast-and-hours-of-deals.ts';
import moreNumbers from './0096-more-numbers.ts';
import visitsAndPools from './0097-visits-and-pools.ts';
import eventsWithAddedDates from './0101-events-with-added-dates.ts';

/** In order; forward only. Add at the end. */
export const migrations = [
  core,
  objectSchema,
  identity,
  searchEventsJobs,
  imports,
  metadataParts,
  formulaFunctions,
  tenantKeys,
  metadataWork,
  packages,
  formulaFields,
  movingValues,
  sandboxes,
  searchLook,
  sharing,
  fieldRights,
  viewAs,
  signIn,
  roleNetworks,
  credentials,
  webhooks,
  matchKeys,
  merges,
  feed,
  mail,
  auditLog,
  dataProtection,
  handoverItems,
  leadLife,
  pools,
  assignment,
  dealUpkeep,
  workOfPrograms,
  matchKeyOrder,
  leadScores,
  dispatchRuns,
  linkMoments,
  tagOrigins,
  calendarFeed,
  mailboxes,
  telephony,
  guardedFiles,
  playSteps,
  searchAgain,
  poolRequests,
  shiftsAndRejections,
  calendarAccounts,
  repBase,
  mailSignIn,
  mailDrop,
  automationOfImports,
  webPush,
  searchSample,
  searchProbes,
  workApps,
  workAppDepartments,
  sentMessages,
  eventsOfColleagues,
  importKept,
  handoverTargets,
  wonWithoutProof,
  signInMobiles,
  searchOfCopies,
  leadsWithoutContact,
  indexOfDeals,
  sourcesOfLeads,
  versionsOfPoolsAndRules,
  columnsOfDeals,
  forecastAndHoursOfDeals,
  moreNumbers,
  visitsAndPools,
  eventsWithAddedDates,
];
