import createClient from 'openapi-fetch';
import type { paths } from './payments.js';

declare const process: { argv: string[] };

const client = createClient<paths>({ baseUrl: process.argv[2] });

const paid = await client.POST('/call/payments/charge', { body: { amount: 42.5, currency: 'EUR' } });
const { id = '', status, amount } = paid.data!;
console.log(`charge ${paid.response.status} ${status} ${amount}`);

const again = await client.POST('/call/payments/receipts/{id}', {
    params: { path: { id }, query: { timeout: '2s' } },
    body: null,
});
console.log(`receipt ${again.response.status} ${again.data?.id === id}`);

const refused = await client.POST('/call/payments/charge', { body: { amount: -1, currency: 'EUR' } });
console.log(`refused ${refused.response.status} ${refused.error?.message}`);

// calls that do not fit the service do not compile
// @ts-expect-error: the amount is a number
export const wrongBody = () => client.POST('/call/payments/charge', { body: { amount: 'much' } });
// @ts-expect-error: there is no such route
export const wrongPath = () => client.POST('/call/payments/refund', { body: null });
// @ts-expect-error: the path needs an id
export const noParameter = () => client.POST('/call/payments/receipts/{id}', { body: null });
