export { type Random, seeded } from '../kernel/index.ts';
export { type Calendar, calendarOf } from './calendar.ts';
export { brandName, type CompanyName, companyName, type Industry, uniqueCompanies } from './companies.ts';
export { type PersonName, personName, uniqueNames } from './names.ts';
export { creditCode, landline, mobileNumber, organisationCheck } from './numbers.ts';
export { allPlaces, eastPlaces, northPlaces, type Place, regionOf, southPlaces } from './places.ts';
export { type AuthoredRow, externalIdOf, openStory, type StoryMark, type StorySteps, type StoryWriter } from './steps.ts';
