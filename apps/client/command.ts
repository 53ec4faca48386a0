import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { generateClient, type OpenApi } from './generate.ts';

const usage = 'huanke client --url https://crm.example.com --out crm.ts [--token hk_pat_…]';

/** Asks an installation what a company's objects look like and writes the client for them. The token may also be in HUANKE_TOKEN. */
export async function clientCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { url: { type: 'string' }, out: { type: 'string' }, token: { type: 'string' } } });
  const token = values.token ?? process.env.HUANKE_TOKEN;
  if (!values.out || !token) {
    console.error(`请写明 --out，以及 --token 或环境变量 HUANKE_TOKEN\n用法: ${usage}`);
    return 2;
  }
  const answer = await fetch(new URL('/api/v1/openapi.json', values.url ?? 'http://localhost:3000'), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 300)}`);
  await writeFile(values.out, generateClient((await answer.json()) as OpenApi));
  console.log(`已写入 ${values.out}`);
  return 0;
}
