export { type DemoAccount, makeAccounts } from './accounts.ts';
export { addressOf, type DemoContact, makeContacts } from './contacts.ts';
export { type Area, type DemoPerson, demoDomain, departments, mailOf, people, sellersOf } from './people.ts';
export { type DemoProduct, products } from './products.ts';
export { castOf, ensureSignIns, seedColleagues, seedPeople } from './seed-people.ts';
export { created, seedAccounts, seedContacts, seedProducts, seedRates } from './seed-records.ts';
