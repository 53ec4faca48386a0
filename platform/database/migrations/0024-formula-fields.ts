/** Numbers of formula fields as columns hold them: rounded to the decimals shown, scaled, and null beyond what a column can hold. */
const statement = `
create function formula_scaled(x numeric, shown int, stored int) returns bigint language plpgsql immutable strict parallel safe as $$
declare rounded numeric := round(x, shown);
begin
  -- whole numbers are numbers in JSON, which are exact up to 2^53
  if abs(rounded) >= (case when shown = 0 then 9007199254740992 else 9000000000000000000 / 10::numeric ^ stored end) then return null; end if;
  return rounded * 10::numeric ^ stored;
end $$;`;

export default {
  id: '0024-formula-fields',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(statement);
  },
};
